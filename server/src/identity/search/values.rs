//! Values of search keys.

use burgrave_core::search::{KeyFault, boolean};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::fault::{Fault, FieldFault};

/// The values of a list with commas between them; each must be known.
pub(super) fn several<T>(value: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    let one = |item| read(item).ok_or_else(|| format!("{item:?} is not one of its values"));
    items(value).map(one).collect()
}

/// The words of a list with commas between them.
pub(super) fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// A time, or a day in UTC: its beginning, or its last microsecond.
pub(super) fn moment(value: &str, end: bool) -> Result<DateTime<Utc>, String> {
    let read = match value.parse::<NaiveDate>() {
        Ok(day) => {
            let begin = day.and_time(NaiveTime::MIN).and_utc();
            let whole = TimeDelta::days(1) - TimeDelta::microseconds(1);
            if end { begin.checked_add_signed(whole) } else { Some(begin) }
        }
        Err(_) => DateTime::parse_from_rfc3339(&value.to_uppercase()).ok().map(|time| time.to_utc()),
    };
    read.ok_or_else(|| {
        format!(
            "{value:?} must be a date, as 2026-03-02, or a time, as \"2026-03-02T08:30:00Z\" in double quotes"
        )
    })
}

/// A UUID.
pub(super) fn id<Id: From<Uuid>>(value: &str) -> Result<Id, String> {
    Uuid::try_parse(value).map(Id::from).map_err(|_| format!("{value:?} must be a UUID"))
}

/// A whole number.
pub(super) fn number(value: &str) -> Result<i64, String> {
    value.parse().map_err(|_| format!("{value:?} must be a whole number"))
}

/// `true` or `false`.
pub(super) fn truth(value: &str) -> Result<bool, String> {
    boolean(value).ok_or_else(|| format!("{value:?} must be true or false"))
}

/// What the caller is told of a search that can't be read: each fault under its key.
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
