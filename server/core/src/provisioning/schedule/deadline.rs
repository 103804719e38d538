//! Until when a workspace runs, and how that is moved.

use chrono::{DateTime, TimeDelta, Utc};

use crate::provisioning::build::Transition;

/// How far ahead a deadline has to be that somebody sets.
pub const EXTEND_AHEAD: TimeDelta = TimeDelta::minutes(30);

/// Until when a build lets its workspace run: only a start has a deadline.
#[must_use]
pub fn deadline(
    transition: Transition,
    completed_at: DateTime<Utc>,
    ttl_ms: Option<i64>,
    max_deadline: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    let runs = transition == Transition::Start;
    let own = ttl_ms.filter(|ttl| *ttl > 0).and_then(TimeDelta::try_milliseconds);
    let own = own.and_then(|ttl| completed_at.checked_add_signed(ttl));
    let earliest = [own, max_deadline].into_iter().flatten().min();
    earliest.filter(|_| runs)
}

/// The deadline of what runs after its workspace's time was set anew: the latest one where there is no time
/// any more, and else as it was.
#[must_use]
pub fn deadline_after_ttl(
    current: Option<DateTime<Utc>>,
    ttl_ms: Option<i64>,
    max_deadline: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    current.filter(|_| ttl_ms.is_some_and(|ttl| ttl > 0)).or(current.and(max_deadline))
}

/// The deadline after somebody used the workspace: it is at least so far ahead, but not behind the latest
/// one.
#[must_use]
pub fn bumped(
    current: DateTime<Utc>,
    max_deadline: Option<DateTime<Utc>>,
    bump_ms: i64,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let ahead = TimeDelta::try_milliseconds(bump_ms).and_then(|bump| now.checked_add_signed(bump));
    let moved = ahead.map_or(current, |ahead| ahead.max(current));
    max_deadline.map_or(moved, |latest| moved.min(latest).max(current.min(latest)))
}

/// When a workspace whose start failed is stopped.
#[must_use]
pub fn failure_stops_at(failed_at: DateTime<Utc>, failure_ttl_ms: i64) -> Option<DateTime<Utc>> {
    (failure_ttl_ms > 0)
        .then(|| TimeDelta::try_milliseconds(failure_ttl_ms))
        .flatten()
        .and_then(|ttl| failed_at.checked_add_signed(ttl))
}

/// The build of a workspace that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// Until when it runs.
    pub deadline: Option<DateTime<Utc>>,
    /// Until when it may run at most.
    pub max_deadline: Option<DateTime<Utc>>,
}

/// Why a deadline isn't moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExtendFault {
    /// The workspace doesn't run, or a build is on its way.
    #[error("The workspace doesn't run, so it has no deadline. Start it first.")]
    NotRunning,
    /// It runs without a deadline.
    #[error("The workspace runs without a deadline. Set a time to live first.")]
    NoDeadline,
    /// Too near, or past.
    #[error("The new deadline must be at least 30 minutes ahead.")]
    TooSoon,
    /// Behind the latest deadline that the template allows.
    #[error("The new deadline must be at or before {latest}, the latest that the template allows.",
        latest = .0.to_rfc3339())]
    TooLate(DateTime<Utc>),
}

/// The deadline that somebody sets, as they set it: later or earlier than before. `build` is none for a
/// workspace that doesn't run.
///
/// # Errors
/// It can't be set.
pub fn extend(
    build: Option<Running>,
    requested: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, ExtendFault> {
    let build = build.ok_or(ExtendFault::NotRunning)?;
    if build.deadline.is_none() {
        return Err(ExtendFault::NoDeadline);
    }
    if requested - now < EXTEND_AHEAD {
        return Err(ExtendFault::TooSoon);
    }
    match build.max_deadline {
        Some(latest) if requested > latest => Err(ExtendFault::TooLate(latest)),
        _ => Ok(requested),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn ahead(minutes: i64) -> DateTime<Utc> {
        NOW + TimeDelta::minutes(minutes)
    }

    #[test]
    fn only_a_start_with_a_time_to_live_has_a_deadline() {
        assert_eq!(deadline(Transition::Start, NOW, Some(60_000), None), Some(ahead(1)));
        assert_eq!(
            deadline(Transition::Start, NOW, Some(61_500), None),
            Some(NOW + TimeDelta::milliseconds(61_500))
        );
        assert_eq!(deadline(Transition::Stop, NOW, Some(60_000), Some(ahead(1))), None);
        assert_eq!(deadline(Transition::Delete, NOW, Some(60_000), None), None);
        assert_eq!(deadline(Transition::Start, NOW, None, None), None);
        assert_eq!(deadline(Transition::Start, NOW, Some(0), None), None);
        assert_eq!(deadline(Transition::Start, NOW, Some(600_000), Some(ahead(5))), Some(ahead(5)));
        assert_eq!(deadline(Transition::Start, NOW, Some(i64::MAX), None), None, "no overflow");
    }

    #[test]
    fn a_running_build_loses_its_deadline_with_the_time_to_live() {
        assert_eq!(deadline_after_ttl(Some(ahead(9)), None, None), None);
        assert_eq!(deadline_after_ttl(Some(ahead(9)), Some(0), None), None);
        assert_eq!(deadline_after_ttl(Some(ahead(9)), Some(60_000), None), Some(ahead(9)));
        assert_eq!(deadline_after_ttl(None, Some(60_000), None), None);
        let latest = Some(ahead(20));
        assert_eq!(deadline_after_ttl(Some(ahead(9)), None, latest), latest, "quiet hours stay");
        assert_eq!(deadline_after_ttl(Some(ahead(9)), Some(60_000), latest), Some(ahead(9)));
    }

    #[test]
    fn a_deadline_is_moved_half_an_hour_ahead_at_least() {
        let running = |deadline, max_deadline| Some(Running { deadline, max_deadline });
        let plain = running(Some(ahead(600)), None);
        assert_eq!(extend(plain, ahead(30), NOW), Ok(ahead(30)), "earlier than before");
        assert_eq!(extend(plain, ahead(60 * 24 * 40), NOW), Ok(ahead(60 * 24 * 40)));
        assert_eq!(extend(plain, ahead(29), NOW), Err(ExtendFault::TooSoon));
        assert_eq!(extend(plain, ahead(-5), NOW), Err(ExtendFault::TooSoon));
        assert_eq!(extend(None, ahead(60), NOW), Err(ExtendFault::NotRunning));
        assert_eq!(extend(running(None, None), ahead(60), NOW), Err(ExtendFault::NoDeadline));
        let latest = running(Some(ahead(60)), Some(ahead(90)));
        assert_eq!(extend(latest, ahead(91), NOW), Err(ExtendFault::TooLate(ahead(90))));
        assert_eq!(extend(latest, ahead(90), NOW), Ok(ahead(90)));
    }

    #[test]
    fn use_prolongs_and_never_shortens() {
        assert_eq!(bumped(ahead(10), None, 3_600_000, NOW), ahead(60));
        assert_eq!(bumped(ahead(100), None, 3_600_000, NOW), ahead(100));
        assert_eq!(bumped(ahead(10), Some(ahead(30)), 3_600_000, NOW), ahead(30));
        assert_eq!(bumped(ahead(10), None, 0, NOW), ahead(10));
    }

    #[test]
    fn failed_starts_are_stopped_where_the_template_says_so() {
        assert_eq!(failure_stops_at(NOW, 0), None);
        assert_eq!(failure_stops_at(NOW, 60_000), Some(ahead(1)));
    }
}
