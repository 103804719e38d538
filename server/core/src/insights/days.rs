//! The last days, as a time zone has them.

use chrono::{DateTime, Days, FixedOffset, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::provisioning::schedule::instant;

/// A time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// So far from Greenwich all the time.
    Offset(FixedOffset),
    /// A zone of the IANA database.
    Named(Tz),
}

/// A day from its beginning up to its end, which is where the next one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it ends.
    pub until: DateTime<Utc>,
}

impl Zone {
    /// The zone in which it is so many hours later than in Greenwich; none for a day or more.
    #[must_use]
    pub fn of_hours(hours: i32) -> Option<Self> {
        FixedOffset::east_opt(hours.checked_mul(3_600)?).map(Self::Offset)
    }

    /// The zone that has this name in the IANA database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        name.parse().ok().map(Self::Named)
    }

    /// So many days up to the present one, the earliest first.
    #[must_use]
    pub fn last_days(&self, count: u64, now: DateTime<Utc>) -> Vec<Day> {
        match self {
            Self::Offset(offset) => last_days(offset, count, now),
            Self::Named(zone) => last_days(zone, count, now),
        }
    }
}

/// A day begins at midnight, or when clocks that are put forward at midnight have passed over it.
fn last_days<Z: TimeZone>(zone: &Z, count: u64, now: DateTime<Utc>) -> Vec<Day> {
    let today = now.with_timezone(zone).date_naive();
    let first = today.checked_sub_days(Days::new(count.saturating_sub(1)));
    let begins = |ahead| instant(zone, first?.checked_add_days(Days::new(ahead))?.and_time(NaiveTime::MIN));
    let borders: Vec<_> = (0..=count).filter_map(begins).collect();
    borders.windows(2).map(|day| Day { from: day[0], until: day[1] }).collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn day(from: &str, until: &str) -> Day {
        Day { from: at(from), until: at(until) }
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let now = at("2026-03-02T18:20:00Z");
        let last = |zone: Option<Zone>| *zone.expect("a zone").last_days(1, now).last().expect("a day");
        assert_eq!(last(Zone::of_hours(0)), day("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"));
        assert_eq!(last(Zone::of_hours(8)), day("2026-03-02T16:00:00Z", "2026-03-03T16:00:00Z"));
        assert_eq!(last(Zone::of_hours(-20)), day("2026-03-01T20:00:00Z", "2026-03-02T20:00:00Z"));
        let kathmandu = Zone::named("Asia/Kathmandu");
        assert_eq!(last(kathmandu), day("2026-03-02T18:15:00Z", "2026-03-03T18:15:00Z"));
        for hours in [24, -24, i32::MAX] {
            assert_eq!(Zone::of_hours(hours), None);
        }
        for name in ["", "Local", "Mars/Olympus"] {
            assert_eq!(Zone::named(name), None);
        }
    }

    #[test]
    fn days_on_which_clocks_are_put_forward_and_back_are_shorter_and_longer() {
        let berlin = Zone::named("Europe/Berlin").expect("a zone");
        let days = berlin.last_days(2, at("2026-03-30T10:00:00Z"));
        assert_eq!(days[0], day("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"));
        let days = berlin.last_days(2, at("2026-10-26T10:00:00Z"));
        assert_eq!(days[0], day("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"));
        let santiago = Zone::named("America/Santiago").expect("a zone");
        let days = santiago.last_days(2, at("2026-09-06T10:00:00Z"));
        assert_eq!(days[1], day("2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"), "it begins at one o'clock");
    }

    proptest! {
        #[test]
        fn days_follow_each_other_and_the_last_is_the_present_one(
            count in 1_u64..100, offset in 0_i64..40_000_000,
            zone in select(vec![
                "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Beirut", "America/Havana",
            ]),
        ) {
            let now = at("2025-12-01T00:00:00Z") + TimeDelta::seconds(offset);
            let days = Zone::named(zone).expect("a zone").last_days(count, now);
            prop_assert_eq!(days.len() as u64, count);
            prop_assert!(days.windows(2).all(|two| two[0].until == two[1].from));
            prop_assert!(days.last().is_some_and(|last| last.from <= now && now < last.until));
            for day in days {
                let hours = (day.until - day.from).num_hours();
                prop_assert!((23..=25).contains(&hours), "{hours}");
            }
        }
    }
}
