//! What a workspace does by itself, and when.

use chrono::{DateTime, Utc};

use super::{dormant_at, failure_stops_at};
use crate::provisioning::build::{BuildReason, BuildStatus, Transition};

/// A workspace, as far as its times decide about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheduled {
    /// Where its latest build took it, or should have.
    pub transition: Transition,
    /// What became of that build.
    pub status: BuildStatus,
    /// When that build ended.
    pub completed_at: Option<DateTime<Utc>>,
    /// Until when that build lets it run.
    pub deadline: Option<DateTime<Utc>>,
    /// When its schedule starts it next.
    pub next_start_at: Option<DateTime<Utc>>,
    /// When somebody used it last.
    pub last_used_at: DateTime<Utc>,
    /// Since when it is dormant.
    pub dormant_at: Option<DateTime<Utc>>,
    /// When it is deleted because it is dormant.
    pub deleting_at: Option<DateTime<Utc>>,
    /// Its owner's account is active.
    pub owner_is_active: bool,
    /// The template stops starts that failed, after so many milliseconds; 0 for never.
    pub failure_ttl_ms: i64,
    /// The template makes what isn't used dormant, after so many milliseconds; 0 for never.
    pub time_til_dormant_ms: i64,
}

/// What a workspace does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// A build.
    Build(Transition, BuildReason),
    /// It becomes dormant; what runs is stopped first, with the reason dormancy.
    Dormant {
        /// Whether something runs.
        stop: bool,
    },
}

impl Scheduled {
    /// What is due now: of several things, the one that leaves the least behind. Nothing while a build is on
    /// its way.
    #[must_use]
    pub fn due(&self, now: DateTime<Utc>) -> Option<Due> {
        self.events().into_iter().flatten().find(|(at, _)| *at <= now).map(|(_, due)| due)
    }

    /// When something is due next, or was already.
    #[must_use]
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        self.events().into_iter().flatten().map(|(at, _)| at).min()
    }

    /// What may come, in the order in which it counts.
    fn events(&self) -> [Option<(DateTime<Utc>, Due)>; 5] {
        if self.status.is_active() || self.status == BuildStatus::Deleted {
            return [None; 5];
        }
        let runs = self.status == BuildStatus::Running;
        let awake = self.dormant_at.is_none();
        let at =
            |when: Option<DateTime<Utc>>, applies: bool, due| when.filter(|_| applies).map(|at| (at, due));
        let stop = Due::Build(Transition::Stop, BuildReason::Autostop);
        let delete = Due::Build(Transition::Delete, BuildReason::Dormancy);
        let failed = self.transition == Transition::Start && self.status == BuildStatus::Failed;
        let failure = self.completed_at.and_then(|at| failure_stops_at(at, self.failure_ttl_ms));
        // Nobody pays for what runs for somebody who can't come in.
        let deadline = if self.owner_is_active { self.deadline } else { self.completed_at };
        let start = Due::Build(Transition::Start, BuildReason::Autostart);
        [
            at(self.deleting_at, !awake, delete),
            at(deadline, runs, stop),
            at(failure, failed, stop),
            at(dormant_at(self.last_used_at, self.time_til_dormant_ms), awake, Due::Dormant { stop: runs }),
            at(self.next_start_at, awake && !runs && self.owner_is_active, start),
        ]
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use proptest::sample::select;
    use strum::VariantArray;

    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn minutes(ahead: i64) -> Option<DateTime<Utc>> {
        Some(NOW + TimeDelta::minutes(ahead))
    }

    fn running() -> Scheduled {
        Scheduled {
            transition: Transition::Start,
            status: BuildStatus::Running,
            completed_at: minutes(-60),
            deadline: None,
            next_start_at: None,
            last_used_at: NOW,
            dormant_at: None,
            deleting_at: None,
            owner_is_active: true,
            failure_ttl_ms: 0,
            time_til_dormant_ms: 0,
        }
    }

    fn stopped() -> Scheduled {
        Scheduled { transition: Transition::Stop, status: BuildStatus::Stopped, ..running() }
    }

    const STOP: Option<Due> = Some(Due::Build(Transition::Stop, BuildReason::Autostop));
    const START: Option<Due> = Some(Due::Build(Transition::Start, BuildReason::Autostart));

    #[test]
    fn what_runs_stops_at_its_deadline_and_what_does_not_starts_at_its_time() {
        for (workspace, expected) in [
            (running(), None),
            (Scheduled { deadline: minutes(0), ..running() }, STOP),
            (Scheduled { deadline: minutes(1), ..running() }, None),
            (Scheduled { owner_is_active: false, ..running() }, STOP),
            (Scheduled { next_start_at: minutes(-1), ..running() }, None),
            (Scheduled { next_start_at: minutes(0), ..stopped() }, START),
            (Scheduled { next_start_at: minutes(1), ..stopped() }, None),
            (Scheduled { next_start_at: minutes(0), owner_is_active: false, ..stopped() }, None),
            (Scheduled { deadline: minutes(0), ..stopped() }, None),
        ] {
            assert_eq!(workspace.due(NOW), expected, "{workspace:?}");
        }
    }

    #[test]
    fn a_start_that_failed_is_stopped_and_tried_again_at_the_next_time() {
        let failed = Scheduled { status: BuildStatus::Failed, ..running() };
        assert_eq!(Scheduled { failure_ttl_ms: 60_000, ..failed }.due(NOW), STOP);
        assert_eq!(failed.due(NOW), None);
        assert_eq!(Scheduled { next_start_at: minutes(0), ..failed }.due(NOW), START);
        assert_eq!(Scheduled { failure_ttl_ms: 60_000, ..stopped() }.due(NOW), None);
    }

    #[test]
    fn what_nobody_uses_becomes_dormant_and_is_deleted() {
        let unused = |workspace| Scheduled {
            last_used_at: NOW - TimeDelta::hours(2),
            time_til_dormant_ms: 60_000,
            ..workspace
        };
        assert_eq!(unused(running()).due(NOW), Some(Due::Dormant { stop: true }));
        assert_eq!(unused(stopped()).due(NOW), Some(Due::Dormant { stop: false }));
        let dormant = Scheduled { dormant_at: minutes(-10), next_start_at: minutes(-1), ..unused(stopped()) };
        assert_eq!(dormant.due(NOW), None);
        let delete = Some(Due::Build(Transition::Delete, BuildReason::Dormancy));
        assert_eq!(Scheduled { deleting_at: minutes(0), ..dormant }.due(NOW), delete);
        assert_eq!(Scheduled { deleting_at: minutes(0), ..stopped() }.due(NOW), None, "not dormant");
    }

    proptest! {
        #[test]
        fn nothing_is_due_before_its_time_and_something_from_then_on(
            status in select(BuildStatus::VARIANTS.to_vec()),
            transition in select(Transition::VARIANTS.to_vec()),
            times in prop::array::uniform4(prop::option::of(-100_i64..100)),
            (owner_is_active, dormant) in any::<(bool, bool)>(),
            ttl in select(vec![0_i64, 60_000, 3_600_000]),
        ) {
            let [deadline, start, delete, completed] = times.map(|time| time.and_then(minutes));
            let workspace = Scheduled {
                transition,
                status,
                completed_at: completed,
                deadline,
                next_start_at: start,
                dormant_at: dormant.then_some(NOW),
                deleting_at: delete,
                owner_is_active,
                failure_ttl_ms: ttl,
                time_til_dormant_ms: ttl,
                ..running()
            };
            let Some(at) = workspace.due_at() else {
                prop_assert_eq!(workspace.due(NOW + TimeDelta::days(365)), None);
                return Ok(());
            };
            prop_assert_eq!(workspace.due(at - TimeDelta::microseconds(1)), None);
            prop_assert!(workspace.due(at).is_some());
            prop_assert!(!status.is_active() && status != BuildStatus::Deleted);
        }
    }
}
