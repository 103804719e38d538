//! When a workspace starts next.

use chrono::{DateTime, Datelike, Days, NaiveDateTime, TimeDelta, TimeZone, Utc};

use super::{Schedule, Weekdays};

/// Days to look at: a week has each day that may be meant, and one more stands for what is left of the first.
const DAYS: u64 = 9;
/// No zone has ever skipped more.
const LONGEST_GAP: i64 = 26 * 60;

impl Schedule {
    /// The first start behind a moment, on days of the week that the template allows; none where it allows
    /// none of them. Where clocks are put forward, a start at a time that is left out comes as soon as it is
    /// over; where they are put back, it comes once.
    #[must_use]
    pub fn next_after(&self, moment: DateTime<Utc>, allowed: Weekdays) -> Option<DateTime<Utc>> {
        let days = self.weekdays.low_bits() & allowed.bits_from_sunday();
        let first = moment.with_timezone(&self.zone).date_naive().checked_sub_days(Days::new(1))?;
        (0..=DAYS).find_map(|ahead| {
            let day = first.checked_add_days(Days::new(ahead))?;
            if days & (1 << day.weekday().num_days_from_sunday()) == 0 {
                return None;
            }
            let times =
                self.hours.iter().flat_map(|hour| self.minutes.iter().map(move |minute| (hour, minute)));
            times
                .filter_map(|(hour, minute)| instant(&self.zone, day.and_hms_opt(hour, minute, 0)?))
                .find(|start| *start > moment)
        })
    }
}

/// When a workspace starts next by itself: never without a schedule, where the template doesn't let it, or
/// while it is dormant.
#[must_use]
pub fn next_start(
    schedule: Option<&Schedule>,
    allowed: Weekdays,
    template_allows: bool,
    dormant: bool,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    schedule.filter(|_| template_allows && !dormant)?.next_after(now, allowed)
}

/// The first moment at which clocks show this time, or the end of the gap in which they don't.
pub(crate) fn instant<Z: TimeZone>(zone: &Z, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    let shown = |local: NaiveDateTime| zone.from_local_datetime(&local).earliest();
    let found = shown(local).or_else(|| {
        (1..=LONGEST_GAP).find_map(|minutes| shown(local.checked_add_signed(TimeDelta::minutes(minutes))?))
    });
    found.map(|found| found.to_utc())
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn next(schedule: &str, after: &str) -> String {
        let schedule: Schedule = schedule.parse().expect("a schedule");
        let found = schedule.next_after(at(after), Weekdays::ALL).expect("there is one");
        found.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    #[test]
    fn the_next_start_is_behind_the_moment() {
        let weekdays = "CRON_TZ=UTC 30 9 * * MON-FRI";
        assert_eq!(next(weekdays, "2026-11-30T09:29:59Z"), "2026-11-30T09:30:00Z");
        assert_eq!(next(weekdays, "2026-11-30T09:30:00Z"), "2026-12-01T09:30:00Z");
        assert_eq!(next(weekdays, "2026-12-04T12:00:00Z"), "2026-12-07T09:30:00Z");
        assert_eq!(next("0 0 * * 3", "2026-12-02T00:00:00Z"), "2026-12-09T00:00:00Z");
        assert_eq!(next("CRON_TZ=Asia/Tokyo 0 8 * * 1", "2026-11-29T22:59:00Z"), "2026-11-29T23:00:00Z");
        assert_eq!(
            next("CRON_TZ=America/New_York 0 22 * * SUN", "2026-11-30T02:00:00Z"),
            "2026-11-30T03:00:00Z"
        );
    }

    #[test]
    fn a_time_that_is_left_out_comes_when_the_gap_is_over() {
        let schedule = "CRON_TZ=Europe/Berlin 30 2 * * *";
        assert_eq!(next(schedule, "2026-03-28T12:00:00Z"), "2026-03-29T01:00:00Z", "clocks go from 2 to 3");
        assert_eq!(next(schedule, "2026-03-29T01:00:00Z"), "2026-03-30T00:30:00Z");
        let samoa = "CRON_TZ=Pacific/Apia 0 9 * * FRI";
        assert_eq!(next(samoa, "2011-12-29T00:00:00Z"), "2011-12-30T10:00:00Z", "this Friday was left out");
    }

    #[test]
    fn a_time_that_comes_twice_counts_once() {
        let schedule = "CRON_TZ=Europe/Berlin 30 2 * * *";
        assert_eq!(next(schedule, "2026-10-24T12:00:00Z"), "2026-10-25T00:30:00Z", "summer time");
        assert_eq!(next(schedule, "2026-10-25T00:30:00Z"), "2026-10-26T01:30:00Z", "not at 01:30 UTC again");
    }

    #[test]
    fn dormant_workspaces_and_templates_without_autostart_start_nothing() {
        let schedule: Schedule = "0 9 * * *".parse().expect("a schedule");
        let next = |template_allows, dormant| {
            next_start(Some(&schedule), Weekdays::ALL, template_allows, dormant, at("2026-11-30T10:00:00Z"))
        };
        assert_eq!(next(true, false), Some(at("2026-12-01T09:00:00Z")));
        assert_eq!((next(false, false), next(true, true)), (None, None));
        assert_eq!(next_start(None, Weekdays::ALL, true, false, at("2026-11-30T10:00:00Z")), None);
    }

    #[test]
    fn templates_restrict_the_days() {
        let schedule: Schedule = "0 9 * * *".parse().expect("a schedule");
        let only = |words: &[&str]| {
            let days = Weekdays::from_words(words.iter().copied()).expect("they exist");
            schedule.next_after(at("2026-11-30T10:00:00Z"), days)
        };
        assert_eq!(only(&["monday"]), Some(at("2026-12-07T09:00:00Z")));
        assert_eq!(only(&["sunday", "saturday"]), Some(at("2026-12-05T09:00:00Z")));
        assert_eq!(only(&[]), None);
    }

    proptest! {
        #[test]
        fn no_minute_that_fits_is_passed_over(
            minute in 0_u32..60, hour in 0_u32..24, day in 0_u32..7, offset in 0_i64..40_000_000,
            zone in select(vec!["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]),
        ) {
            let schedule: Schedule = format!("CRON_TZ={zone} {minute} {hour} * * {day}").parse().unwrap();
            let moment = at("2025-12-01T00:00:00Z") + TimeDelta::seconds(offset);
            let found = schedule.next_after(moment, Weekdays::ALL).unwrap();
            prop_assert!(found > moment && found - moment <= TimeDelta::days(7) + TimeDelta::hours(2));
            let zone: Tz = zone.parse().unwrap();
            let wanted = |local: DateTime<Tz>| {
                use chrono::Timelike;
                (local.minute(), local.hour(), local.weekday().num_days_from_sunday()) == (minute, hour, day)
            };
            let minutes = (found - moment).num_minutes();
            let skipped = (1..minutes).map(|ahead| (found - TimeDelta::minutes(ahead)).with_timezone(&zone));
            // The second one of an hour that comes twice is passed over.
            let first = |local: &DateTime<Tz>| {
                zone.from_local_datetime(&local.naive_local()).earliest() == Some(*local)
            };
            prop_assert_eq!(skipped.filter(first).find(|local| wanted(*local)), None);
        }
    }
}
