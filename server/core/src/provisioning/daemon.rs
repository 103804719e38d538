//! Provisioner daemons: what they are doing, and which of them a list shows.

use chrono::{DateTime, TimeDelta, Utc};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::provisioning::words::as_str;

as_str!(DaemonStatus);

/// How often a daemon is seen.
pub const HEARTBEAT_INTERVAL: TimeDelta = TimeDelta::seconds(60);
/// When a daemon that isn't seen counts as offline.
pub const OFFLINE_AFTER: TimeDelta = TimeDelta::seconds(90);
/// When a daemon that isn't seen is forgotten.
pub const FORGOTTEN_AFTER: TimeDelta = TimeDelta::days(7);
/// How long a daemon goes on without reaching the server before it gives its job up.
pub const GIVES_UP_AFTER: TimeDelta = TimeDelta::minutes(3);
/// Characters of a daemon's name at most.
pub const DAEMON_NAME: usize = 64;

/// What a daemon is doing. Its words are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum DaemonStatus {
    /// It hasn't been seen for [`OFFLINE_AFTER`], and holds no job.
    Offline,
    /// It waits for a job.
    Idle,
    /// It holds a job that hasn't ended.
    Busy,
}

impl DaemonStatus {
    /// The status of a daemon. One that holds a job is busy, however long it hasn't been seen.
    #[must_use]
    pub fn of(last_seen_at: Option<DateTime<Utc>>, holds_job: bool, now: DateTime<Utc>) -> Self {
        if holds_job {
            return Self::Busy;
        }
        match last_seen_at {
            Some(seen) if is_online(seen, now) => Self::Idle,
            _ => Self::Offline,
        }
    }
}

/// Whether a daemon that was seen then counts as online.
#[must_use]
pub fn is_online(last_seen_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - last_seen_at <= OFFLINE_AFTER
}

/// Which daemons a list asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DaemonFilter {
    /// Only these statuses; all when empty.
    pub statuses: Vec<DaemonStatus>,
    /// Whether those that are offline are shown, beside the statuses; not unless a status says so.
    pub offline: Option<bool>,
    /// Only those that were seen within this time.
    pub max_age: Option<TimeDelta>,
}

impl DaemonFilter {
    /// Whether a daemon is shown.
    #[must_use]
    pub fn shows(
        &self,
        status: DaemonStatus,
        last_seen_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> bool {
        let fresh = |limit| last_seen_at.is_some_and(|seen| now - seen <= limit);
        if !self.max_age.is_none_or(fresh) {
            return false;
        }
        match (status, self.offline) {
            (DaemonStatus::Offline, Some(shown)) => shown,
            (DaemonStatus::Offline, None) => self.statuses.contains(&status),
            _ => self.statuses.is_empty() || self.statuses.contains(&status),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DaemonStatus::{Busy, Idle, Offline};

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[test]
    fn busy_wins_over_offline() {
        let seen = |seconds| Some(NOW - TimeDelta::seconds(seconds));
        assert_eq!(DaemonStatus::of(seen(90), false, NOW), Idle);
        assert_eq!(DaemonStatus::of(seen(91), false, NOW), Offline);
        assert_eq!(DaemonStatus::of(None, false, NOW), Offline);
        assert_eq!(DaemonStatus::of(seen(1000), true, NOW), Busy);
    }

    #[test]
    fn offline_daemons_are_shown_where_somebody_asks_for_them() {
        let shown = |statuses: &[DaemonStatus], offline| {
            let filter = DaemonFilter { statuses: statuses.to_vec(), offline, max_age: None };
            [Offline, Idle, Busy].map(|status| filter.shows(status, Some(NOW), NOW))
        };
        assert_eq!(shown(&[], None), [false, true, true]);
        assert_eq!(shown(&[], Some(true)), [true, true, true]);
        assert_eq!(shown(&[Busy], Some(true)), [true, false, true]);
        assert_eq!(shown(&[Offline], None), [true, false, false]);
        assert_eq!(shown(&[Offline, Idle], Some(false)), [false, true, false]);
    }

    #[test]
    fn the_greatest_age_leaves_out_those_that_were_never_seen() {
        let filter = DaemonFilter { max_age: Some(TimeDelta::hours(1)), ..DaemonFilter::default() };
        assert!(filter.shows(Idle, Some(NOW), NOW));
        assert!(!filter.shows(Busy, Some(NOW - TimeDelta::hours(2)), NOW));
        assert!(!filter.shows(Busy, None, NOW));
    }
}
