//! At which minutes of a week a workspace starts: `CRON_TZ=Europe/Berlin 30 9 * * MON-FRI`.
//!
//! The language is smaller than that of cron libraries, on purpose: clients read the line with a parser of
//! their own, so it holds only what all of them understand.

use std::str::FromStr;

use chrono_tz::Tz;

use super::field::{HOUR, MINUTE, Numbers, WEEKDAY};

/// Characters of a schedule at most.
pub const SCHEDULE_LENGTH: usize = 256;

const ZONE: &str = "CRON_TZ=";

/// A schedule that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    pub(super) zone: Tz,
    pub(super) minutes: Numbers,
    pub(super) hours: Numbers,
    pub(super) weekdays: Numbers,
}

/// Why a text is no schedule, in words that follow the field's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleFault {
    /// Too long.
    #[error("must have at most {SCHEDULE_LENGTH} characters")]
    Long,
    /// Not five fields behind the zone.
    #[error(
        "must be a line such as CRON_TZ=Europe/Berlin 30 9 * * MON-FRI: a zone, minute, hour, \
         *, *, days of the week"
    )]
    Fields,
    /// A zone that doesn't exist.
    #[error("must name a time zone of the IANA database, such as CRON_TZ=Europe/Berlin")]
    Zone,
    /// Days of the month or months.
    #[error("must have * as day of the month and as month")]
    Date,
    /// A field can't be read.
    #[error(
        "must have numbers from 0 to {1}, ranges such as 1-5, steps such as */15, or lists of them as {0}"
    )]
    Number(&'static str, u8),
}

impl FromStr for Schedule {
    type Err = ScheduleFault;

    fn from_str(text: &str) -> Result<Self, ScheduleFault> {
        if text.chars().count() > SCHEDULE_LENGTH {
            return Err(ScheduleFault::Long);
        }
        let mut fields: Vec<_> = text.split_ascii_whitespace().collect();
        let zone = match fields.first().and_then(|first| first.strip_prefix(ZONE)) {
            Some(zone) => {
                fields.remove(0);
                zone.parse().map_err(|_| ScheduleFault::Zone)?
            }
            None => Tz::UTC,
        };
        let [minute, hour, day, month, weekday] = fields[..] else { return Err(ScheduleFault::Fields) };
        if (day, month) != ("*", "*") {
            return Err(ScheduleFault::Date);
        }
        let read = |range: super::field::Range, field| {
            range.read(field).ok_or(ScheduleFault::Number(range.name, range.most))
        };
        Ok(Self {
            zone,
            minutes: read(MINUTE, minute)?,
            hours: read(HOUR, hour)?,
            weekdays: read(WEEKDAY, weekday)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_read_with_and_without_a_zone() {
        for text in [
            "30 9 * * 1-5",
            "CRON_TZ=Europe/Berlin 30 9 * * MON-FRI",
            "CRON_TZ=UTC  */15 8,9 * * *",
            "0 0 * * SUN",
        ] {
            assert!(text.parse::<Schedule>().is_ok(), "{text}");
        }
        let read: Schedule = "CRON_TZ=Asia/Kolkata 5 6 * * 0".parse().expect("a schedule");
        assert_eq!(read.zone, Tz::Asia__Kolkata);
    }

    #[test]
    fn faults_say_what_to_write() {
        for (text, fault) in [
            ("", ScheduleFault::Fields),
            ("30 9 * *", ScheduleFault::Fields),
            ("0 30 9 * * 1-5", ScheduleFault::Fields),
            ("CRON_TZ=Local 30 9 * * 1-5", ScheduleFault::Zone),
            ("CRON_TZ= 30 9 * * 1-5", ScheduleFault::Zone),
            ("CRON_TZ=Mars/Olympus 30 9 * * 1-5", ScheduleFault::Zone),
            ("30 9 1 * 1-5", ScheduleFault::Date),
            ("30 9 * 6 1-5", ScheduleFault::Date),
            ("61 9 * * 1-5", ScheduleFault::Number("minute", 59)),
            ("30 24 * * 1-5", ScheduleFault::Number("hour", 23)),
            ("30 9 * * FUN", ScheduleFault::Number("day of the week", 6)),
            ("@daily", ScheduleFault::Fields),
        ] {
            assert_eq!(text.parse::<Schedule>(), Err(fault), "{text}");
        }
        assert_eq!("1".repeat(300).parse::<Schedule>(), Err(ScheduleFault::Long));
    }
}
