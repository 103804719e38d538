//! For which time insights are asked.

use burgrave_core::insights::{self, Period, Zone};
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

/// The zone of the days, by hours or by name; without either Greenwich's.
///
/// # Errors
/// `UnknownFilter` for both, and for what is no zone.
pub(in crate::handlers) fn zone(hours: Option<i32>, name: Option<&str>) -> Result<Zone, Fault> {
    let (field, detail, zone) = match (hours, name) {
        (Some(_), Some(_)) => ("timezone", "must not be given beside tz_offset", None),
        (None, Some(name)) => {
            let detail = "must name a time zone of the IANA database, such as Europe/Berlin";
            ("timezone", detail, Zone::named(name))
        }
        (hours, None) => ("tz_offset", "must be between -23 and 23", Zone::of_hours(hours.unwrap_or(0))),
    };
    zone.ok_or_else(|| Fault::unknown_filter(field, detail))
}
