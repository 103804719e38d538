//! Values of search keys. Faults are words that follow the key.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use uuid::Uuid;

use super::boolean;

/// The values of a list with commas between them; each must be known.
///
/// # Errors
/// The first one that isn't known.
pub fn several<T: FromStr>(value: &str) -> Result<Vec<T>, String> {
    let one = |item: &str| item.parse().map_err(|_| format!("{item:?} is not one of its values"));
    items(value).map(one).collect()
}

/// The words of a list with commas between them.
pub fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// A time, or a day in UTC: its beginning, or its last microsecond.
///
/// # Errors
/// It is neither.
pub fn moment(value: &str, end: bool) -> Result<DateTime<Utc>, String> {
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
///
/// # Errors
/// It is none.
pub fn id<Id: From<Uuid>>(value: &str) -> Result<Id, String> {
    Uuid::try_parse(value).map(Id::from).map_err(|_| format!("{value:?} must be a UUID"))
}

/// A whole number.
///
/// # Errors
/// It is none.
pub fn number(value: &str) -> Result<i64, String> {
    value.parse().map_err(|_| format!("{value:?} must be a whole number"))
}

/// `true` or `false`.
///
/// # Errors
/// It is neither.
pub fn truth(value: &str) -> Result<bool, String> {
    boolean(value).ok_or_else(|| format!("{value:?} must be true or false"))
}
