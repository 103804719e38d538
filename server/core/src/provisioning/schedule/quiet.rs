//! When a person's quiet hours begin, and until when their workspaces may run because of them.

use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Schedule, ScheduleFault, Weekdays};

/// Whoever starts a workspace this shortly before quiet hours keeps it until the next ones.
const LEAD: TimeDelta = TimeDelta::hours(1);

/// A time of day at which quiet hours begin, every day: `CRON_TZ=Europe/Berlin 30 22 * * *`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuietHours {
    schedule: Schedule,
    hour: u32,
    minute: u32,
}

/// Why a text says no time of day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuietFault {
    /// It is no schedule.
    #[error("parse daily schedule: it {0}")]
    Schedule(#[from] ScheduleFault),
    /// It isn't every day.
    #[error("parse daily schedule: it must have * as days of the week")]
    Weekdays,
    /// It is several times of day.
    #[error("parse daily schedule: it has more than one time; write one minute and one hour")]
    Several,
}

impl FromStr for QuietHours {
    type Err = QuietFault;

    fn from_str(text: &str) -> Result<Self, QuietFault> {
        let schedule: Schedule = text.parse()?;
        if text.split_ascii_whitespace().next_back() != Some("*") {
            return Err(QuietFault::Weekdays);
        }
        let (mut hours, mut minutes) = (schedule.hours.iter(), schedule.minutes.iter());
        match (hours.next(), hours.next(), minutes.next(), minutes.next()) {
            (Some(hour), None, Some(minute), None) => Ok(Self { hour, minute, schedule }),
            _ => Err(QuietFault::Several),
        }
    }
}

impl QuietHours {
    /// The one spelling, with the zone.
    #[must_use]
    pub fn canonical(&self) -> String {
        format!("CRON_TZ={} {} {} * * *", self.timezone(), self.minute, self.hour)
    }

    /// The zone, as the IANA database names it.
    #[must_use]
    pub fn timezone(&self) -> &'static str {
        self.schedule.zone.name()
    }

    /// The time of day, as `22:30`.
    #[must_use]
    pub fn time(&self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    /// When quiet hours begin next. Where clocks are put forward over that time, it is when the gap is over;
    /// where they are put back, the first of the two.
    #[must_use]
    pub fn next_after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.schedule.next_after(moment, Weekdays::ALL)
    }

    /// Until when a workspace may run that was started now, where its template wants it stopped in the quiet
    /// hours of these days, every so many weeks; none where it doesn't.
    #[must_use]
    pub fn latest_stop(&self, days: Weekdays, weeks: i64, started: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if days == Weekdays::NONE {
            return None;
        }
        let weeks = weeks.max(1);
        let mut moment = started.checked_add_signed(LEAD)?;
        // Each step is a day or more, and one of `weeks` weeks fits.
        for _ in 0..=weeks.saturating_mul(7).saturating_add(7) {
            moment = self.schedule.next_after(moment, days)?;
            if week(self.schedule.zone, moment)? % weeks == 0 {
                return Some(moment);
            }
        }
        None
    }
}

/// When quiet hours begin, as the operator has decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuietRule {
    /// For people who haven't chosen.
    pub default: QuietHours,
    /// Whether people may choose.
    pub custom: bool,
}

impl QuietRule {
    /// The quiet hours of somebody who has chosen these, and whether they count. An empty choice is none, and
    /// one that can't be read any more neither.
    #[must_use]
    pub fn of(&self, chosen: &str) -> (QuietHours, bool) {
        let own = Some(chosen).filter(|chosen| self.custom && !chosen.is_empty());
        match own.and_then(|own| own.parse().ok()) {
            Some(own) => (own, true),
            None => (self.default.clone(), false),
        }
    }
}

/// The number of a moment's week, counted from Monday, 2 January 2023.
fn week(zone: Tz, moment: DateTime<Utc>) -> Option<i64> {
    let first = NaiveDate::from_ymd_opt(2023, 1, 2)?;
    let day = moment.with_timezone(&zone).date_naive();
    debug_assert_eq!(first.weekday(), chrono::Weekday::Mon);
    Some((day - first).num_days().div_euclid(7))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn quiet(text: &str) -> QuietHours {
        text.parse().expect("quiet hours")
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn days(words: &[&str]) -> Weekdays {
        Weekdays::from_words(words.iter().copied()).expect("they exist")
    }

    #[test]
    fn a_time_of_day_has_one_spelling() {
        for (text, canonical, time) in [
            ("0 0 * * *", "CRON_TZ=UTC 0 0 * * *", "00:00"),
            ("CRON_TZ=Australia/Sydney  05 9 * * *", "CRON_TZ=Australia/Sydney 5 9 * * *", "09:05"),
            ("CRON_TZ=America/Chicago 59 23 * * *", "CRON_TZ=America/Chicago 59 23 * * *", "23:59"),
        ] {
            let read = quiet(text);
            assert_eq!((read.canonical().as_str(), read.time().as_str()), (canonical, time));
            assert_eq!(quiet(&read.canonical()), read);
        }
    }

    #[test]
    fn a_choice_counts_where_people_may_choose() {
        let rule = |custom| QuietRule { default: quiet("0 0 * * *"), custom };
        let own = "CRON_TZ=Asia/Tokyo 0 1 * * *";
        assert_eq!(rule(true).of(own), (quiet(own), true));
        assert_eq!(rule(true).of(""), (quiet("0 0 * * *"), false));
        assert_eq!(rule(false).of(own), (quiet("0 0 * * *"), false));
        assert_eq!(rule(true).of("of another time"), (quiet("0 0 * * *"), false));
    }

    #[test]
    fn what_is_no_time_of_day_says_why() {
        for (text, words) in [
            ("garbage", "parse daily schedule"),
            ("", "parse daily schedule"),
            ("CRON_TZ=Deans/House 0 0 * * *", "parse daily schedule"),
            ("CRON_TZ=Local 0 0 * * *", "parse daily schedule"),
            ("0 0 * * 1", "parse daily schedule"),
            ("0 0 * * 0-6", "parse daily schedule"),
            ("0 0 1 * *", "parse daily schedule"),
            ("0 0,12 * * *", "more than one time"),
            ("0-30 0 * * *", "more than one time"),
            ("*/15 0 * * *", "more than one time"),
            ("0 * * * *", "more than one time"),
        ] {
            let fault = text.parse::<QuietHours>().expect_err(text).to_string();
            assert!(fault.contains(words), "{text}: {fault}");
        }
    }

    #[test]
    fn clocks_that_are_put_forward_and_back_move_quiet_hours_once() {
        let berlin = quiet("CRON_TZ=Europe/Berlin 30 2 * * *");
        let next = |after: &str| berlin.next_after(at(after)).unwrap();
        assert_eq!(next("2026-03-28T01:30:00Z"), at("2026-03-29T01:00:00Z"), "02:30 is left out");
        assert_eq!(next("2026-03-29T01:00:00Z"), at("2026-03-30T00:30:00Z"));
        assert_eq!(next("2026-10-24T00:30:00Z"), at("2026-10-25T00:30:00Z"), "the first 02:30");
        assert_eq!(next("2026-10-25T00:30:00Z"), at("2026-10-26T01:30:00Z"), "not the second one");
        let sydney = quiet("CRON_TZ=Australia/Sydney 0 9 * * *");
        assert_eq!(sydney.next_after(at("2026-10-02T23:00:00Z")), Some(at("2026-10-03T22:00:00Z")));
        assert_eq!(sydney.next_after(at("2026-04-03T22:00:00Z")), Some(at("2026-04-04T23:00:00Z")));
    }

    #[test]
    fn workspaces_are_stopped_in_the_quiet_hours_of_the_days() {
        let quiet = quiet("CRON_TZ=Europe/Berlin 0 3 * * *");
        let stop = |words: &[&str], weeks, started: &str| quiet.latest_stop(days(words), weeks, at(started));
        assert_eq!(stop(&[], 1, "2026-03-02T08:30:00Z"), None);
        assert_eq!(stop(&["monday"], 1, "2026-03-02T08:30:00Z"), Some(at("2026-03-09T02:00:00Z")));
        assert_eq!(stop(&["tuesday"], 0, "2026-03-02T08:30:00Z"), Some(at("2026-03-03T02:00:00Z")));
        assert_eq!(
            stop(&["sunday"], 1, "2026-03-24T08:30:00Z"),
            Some(at("2026-03-29T01:00:00Z")),
            "the night in which clocks are put forward"
        );
        assert_eq!(
            stop(&["sunday"], 1, "2026-10-20T08:30:00Z"),
            Some(at("2026-10-25T02:00:00Z")),
            "the night in which clocks are put back"
        );
    }

    #[test]
    fn who_starts_shortly_before_quiet_hours_keeps_the_workspace() {
        let quiet = quiet("0 3 * * *");
        let stop = |started: &str| quiet.latest_stop(Weekdays::ALL, 1, at(started));
        assert_eq!(stop("2026-03-02T01:59:59Z"), Some(at("2026-03-02T03:00:00Z")));
        assert_eq!(stop("2026-03-02T02:00:00Z"), Some(at("2026-03-03T03:00:00Z")));
        assert_eq!(stop("2026-03-02T02:59:00Z"), Some(at("2026-03-03T03:00:00Z")));
    }

    #[test]
    fn weeks_in_between_are_passed_over() {
        let quiet = quiet("0 0 * * *");
        let stop = |weeks| quiet.latest_stop(days(&["friday"]), weeks, at("2026-03-02T08:30:00Z"));
        // 2 March 2026 begins week 165.
        assert_eq!(stop(1), Some(at("2026-03-06T00:00:00Z")));
        assert_eq!(stop(2), Some(at("2026-03-13T00:00:00Z")));
        assert_eq!(stop(5), Some(at("2026-03-06T00:00:00Z")));
        assert_eq!(stop(16), Some(at("2026-05-22T00:00:00Z")));
    }

    proptest! {
        #[test]
        fn a_stop_is_on_one_of_the_days_at_that_time_and_not_too_far(
            minute in 0_u32..60, hour in 4_u32..24, bits in 1_u8..128, weeks in 1_i64..17,
            offset in 0_i64..60_000_000,
            zone in select(vec!["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"]),
        ) {
            let quiet = quiet(&format!("CRON_TZ={zone} {minute} {hour} * * *"));
            let started = at("2025-12-01T00:00:00Z") + TimeDelta::seconds(offset);
            let days = Weekdays::from_bits(bits);
            let stop = quiet.latest_stop(days, weeks, started).unwrap();
            prop_assert!(stop > started + LEAD);
            prop_assert!(stop <= started + TimeDelta::days(7 * (weeks + 1)) + TimeDelta::hours(2));
            let local = stop.with_timezone(&zone.parse::<Tz>().unwrap());
            prop_assert_eq!(local.format("%H:%M").to_string(), quiet.time());
            let day = 1 << local.weekday().num_days_from_monday();
            prop_assert!(days.bits() & day != 0);
        }
    }
}
