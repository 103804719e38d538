//! What a workspace would cost that nobody has built yet.

use super::quota::{Commit, Decision, decide};

/// What stands before a start that somebody thinks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prospect {
    /// What the owner may spend in the organization; none where quotas aren't enforced.
    pub budget: Option<i64>,
    /// What the owner's other workspaces in it cost.
    pub others: i64,
    /// What the workspace costs now; none where it would be new.
    pub current: Option<i64>,
    /// What it would cost when it runs.
    pub start: i64,
    /// What it would cost when it is stopped.
    pub stop: i64,
}

/// What would become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preview {
    /// The start.
    pub start: Decision,
    /// The stop after it.
    pub stop: Decision,
}

/// Decides about a start, and about the stop after it, as their builds would be decided about now.
#[must_use]
pub fn preview(prospect: Prospect) -> Preview {
    let Prospect { budget, others, current, start: cost, stop } = prospect;
    let start = decide(Commit { budget, consumed: others, previous: current, cost });
    let previous = Some(if start.permitted { cost } else { 0 });
    Preview { start, stop: decide(Commit { budget, consumed: others, previous, cost: stop }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Prospect = Prospect { budget: Some(4), others: 2, current: None, start: 2, stop: 1 };

    fn permitted(prospect: Prospect) -> (bool, bool) {
        let told = preview(prospect);
        (told.start.permitted, told.stop.permitted)
    }

    #[test]
    fn a_start_and_its_stop_are_decided_about_one_after_the_other() {
        assert_eq!(permitted(ROOM), (true, true));
        let told = preview(ROOM);
        assert_eq!((told.start.consumed, told.stop.consumed), (4, 3));
        assert_eq!(
            permitted(Prospect { others: 3, ..ROOM }),
            (false, true),
            "a stop of one that is refused fits"
        );
        assert_eq!(permitted(Prospect { others: 4, ..ROOM }), (false, false));
        assert_eq!(permitted(Prospect { budget: None, others: 100, ..ROOM }), (true, true));
    }

    #[test]
    fn a_workspace_that_becomes_smaller_may_be_built_over_budget() {
        assert_eq!(permitted(Prospect { others: 9, current: Some(3), ..ROOM }), (true, true));
        assert_eq!(permitted(Prospect { others: 9, current: Some(2), ..ROOM }), (false, false));
    }
}
