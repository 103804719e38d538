//! For which times insights are told: between two texts, or by day (`days`).

mod days;

pub use days::{Day, Zone};

use chrono::{DateTime, FixedOffset, NaiveTime, TimeDelta, Timelike, Utc};

/// A time from its beginning up to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// When it begins.
    pub from: DateTime<FixedOffset>,
    /// When it ends.
    pub until: DateTime<FixedOffset>,
}

/// What is wrong with a time: the parameter, and what has to be mended.
pub type PeriodFault = (&'static str, String);

/// The time between two texts, by the present time. Both name a zone; it begins at midnight and ends at midnight,
/// or on the present day at a full hour, up to the next one.
///
/// # Errors
/// Everything that is wrong.
pub fn period(start: &str, end: &str, now: DateTime<Utc>) -> Result<Period, Vec<PeriodFault>> {
    let mut faults = Vec::new();
    let mut read = |field: &'static str, text: &str| {
        let found = DateTime::parse_from_rfc3339(text).ok();
        if found.is_none() {
            faults.push((field, "must be a time with its zone, as 2026-03-02T00:00:00Z".to_owned()));
        }
        found
    };
    let (from, until) = (read("start_time", start), read("end_time", end));
    let (Some(from), Some(until)) = (from, until) else { return Err(faults) };
    if from.time() != NaiveTime::MIN {
        faults.push(("start_time", "must be a midnight".to_owned()));
    }
    if until < from {
        faults.push(("end_time", "must not be before start_time".to_owned()));
    }
    let here = now.with_timezone(until.offset());
    let next_hour = (here + TimeDelta::hours(1)).with_minute(0).and_then(|hour| hour.with_second(0));
    let next_hour = next_hour.and_then(|hour| hour.with_nanosecond(0)).unwrap_or(here);
    let full_hour = until.minute() == 0 && until.second() == 0 && until.nanosecond() == 0;
    let today = until.date_naive() == here.date_naive() || until == next_hour;
    if until > next_hour || (until > here && until != next_hour) {
        faults.push(("end_time", "must not be in the future".to_owned()));
    } else if until.time() != NaiveTime::MIN && !(today && full_hour) {
        faults.push(("end_time", "must be a midnight, or a full hour of the present day".to_owned()));
    }
    if faults.is_empty() { Ok(Period { from, until }) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(start: &str, end: &str) -> Result<(), Vec<&'static str>> {
        let now = "2026-03-10T09:30:00Z".parse().unwrap();
        let fields = |faults: Vec<PeriodFault>| faults.into_iter().map(|(field, _)| field).collect();
        period(start, end, now).map(|_| ()).map_err(fields)
    }

    #[test]
    fn times_are_whole_days_or_end_at_an_hour_of_the_present_one() {
        for (start, end) in [
            ("2026-03-01T00:00:00Z", "2026-03-10T00:00:00Z"),
            ("2026-03-01T00:00:00+01:00", "2026-03-02T00:00:00+01:00"),
            ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
            ("2026-03-01T00:00:00Z", "2026-03-10T09:00:00Z"),
            ("2026-03-01T00:00:00Z", "2026-03-10T10:00:00Z"),
        ] {
            assert_eq!(read(start, end), Ok(()), "{start} {end}");
        }
        for (start, end, faults) in [
            ("x", "", vec!["start_time", "end_time"]),
            ("2026-03-01T01:00:00Z", "2026-03-09T01:00:00Z", vec!["start_time", "end_time"]),
            ("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z", vec!["end_time"]),
            ("2026-03-02T00:00:00Z", "2026-03-10T11:00:00Z", vec!["end_time"]),
            ("2026-03-02T00:00:00Z", "2026-03-10T08:30:00Z", vec!["end_time"]),
            ("2026-03-02T00:00:00Z", "2027-03-10T00:00:00Z", vec!["end_time"]),
        ] {
            assert_eq!(read(start, end), Err(faults), "{start} {end}");
        }
    }
}
