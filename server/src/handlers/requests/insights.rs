//! For which time insights are asked.

use burgrave_core::insights::{self, Period};
use chrono::{DateTime, Utc};

use crate::fault::{Fault, FieldFault};

/// The time between two texts.
///
/// # Errors
/// `UnknownFilter` with everything that is wrong.
pub(in crate::handlers) fn period(start: &str, end: &str, now: DateTime<Utc>) -> Result<Period, Fault> {
    insights::period(start, end, now).map_err(|faults| {
        let fault = |(field, detail): (&str, String)| FieldFault { field: field.to_owned(), detail };
        Fault::UnknownFilter(faults.into_iter().map(fault).collect())
    })
}
