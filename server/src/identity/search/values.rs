//! Values of search keys.

use burgrave_core::search::KeyFault;
pub(super) use burgrave_core::search::{id, items, moment, number, several, truth};

use crate::fault::{Fault, FieldFault};

/// The answer to an invalid search: each fault under its key.
pub(super) fn refused(what: &str, faults: Vec<KeyFault>) -> Fault {
    let field = |fault: KeyFault| FieldFault { field: fault.key, detail: fault.detail };
    Fault::BrokenRule {
        message: format!("Invalid {what} search query."),
        detail: None,
        fields: faults.into_iter().map(field).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_whole_and_a_time_is_exact() {
        let text = |value, end| moment(value, end).ok().map(|time| time.to_rfc3339());
        assert_eq!(text("2026-03-02", false).as_deref(), Some("2026-03-02T00:00:00+00:00"));
        assert_eq!(text("2026-03-02", true).as_deref(), Some("2026-03-02T23:59:59.999999+00:00"));
        assert_eq!(text("2026-03-02t10:00:00+02:00", true).as_deref(), Some("2026-03-02T08:00:00+00:00"));
        assert!(moment("yesterday", false).is_err() && moment("2026-02-30", false).is_err());
    }
}
