//! Workspaces that nobody uses become dormant, and are deleted where their template says so.

use chrono::{DateTime, TimeDelta, Utc};

/// When a workspace becomes dormant that is not used again; never where the template's time is 0.
#[must_use]
pub fn dormant_at(last_used_at: DateTime<Utc>, time_til_dormant_ms: i64) -> Option<DateTime<Utc>> {
    later(last_used_at, time_til_dormant_ms)
}

/// When a dormant workspace is deleted; never where the template's time is 0, or while it isn't dormant.
#[must_use]
pub fn deleted_at(dormant_at: Option<DateTime<Utc>>, time_til_delete_ms: i64) -> Option<DateTime<Utc>> {
    later(dormant_at?, time_til_delete_ms)
}

fn later(moment: DateTime<Utc>, milliseconds: i64) -> Option<DateTime<Utc>> {
    let after = TimeDelta::try_milliseconds(milliseconds).filter(|after| *after > TimeDelta::zero())?;
    moment.checked_add_signed(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_count_from_the_last_use_and_from_dormancy() {
        let now = DateTime::UNIX_EPOCH;
        assert_eq!(dormant_at(now, 60_000), Some(now + TimeDelta::minutes(1)));
        assert_eq!(dormant_at(now, 0), None);
        assert_eq!(deleted_at(Some(now), 60_000), Some(now + TimeDelta::minutes(1)));
        assert_eq!(deleted_at(None, 60_000), None);
        assert_eq!(deleted_at(Some(now), 0), None);
    }
}
