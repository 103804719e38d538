//! What many answers have.

use burgrave_api::ApiMessage;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// An answer that has only a message.
pub(crate) fn report(message: &str) -> ApiMessage {
    ApiMessage { message: message.into(), detail: None, validations: None }
}

/// A number of 64 bits; the largest in place of one that is too large.
pub(crate) fn int64(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number of 32 bits; the largest in place of one that is too large.
pub(crate) fn int32(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

/// An empty list is left out.
pub(super) fn filled<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

/// An empty text is left out.
pub(super) fn non_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// The time of something that may never have happened: then it is the beginning of the year 1.
pub(super) fn never_or(at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    at.unwrap_or_else(|| {
        let day = NaiveDate::from_ymd_opt(1, 1, 1).expect("the first day of the year 1 is in the calendar");
        day.and_time(NaiveTime::MIN).and_utc()
    })
}
