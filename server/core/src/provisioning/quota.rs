//! The budget of a workspace's owner in one organization, and what a build may cost.

use serde::{Deserialize, Serialize};

/// What the allowances of a user's groups in an organization come to. Nobody's budget overflows.
#[must_use]
pub fn budget(allowances: impl IntoIterator<Item = i64>) -> i64 {
    allowances.into_iter().fold(0, i64::saturating_add)
}

/// What is held against each other when a build has been planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// What the owner may spend in the organization; none where quotas aren't enforced.
    pub budget: Option<i64>,
    /// What the latest builds of the owner's workspaces in it cost, whatever became of them. The build in
    /// question is the latest of its workspace already, and costs nothing yet.
    pub consumed: i64,
    /// What the build before cost: 0 where it was refused, none where there is none.
    pub previous: Option<i64>,
    /// What the build would cost.
    pub cost: i64,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The build goes on, and its cost is kept; else it fails, and costs nothing.
    pub permitted: bool,
    /// What the owner consumes afterwards.
    pub consumed: i64,
}

/// What clients read as the budget where quotas aren't enforced.
pub const UNLIMITED: i64 = -1;

/// Decides about a build. A build that costs less than the one before always goes on, over budget too; one
/// that costs as much does not. A build that costs nothing goes on as well.
#[must_use]
pub fn decide(commit: Commit) -> Decision {
    let Commit { budget, consumed, previous, cost } = commit;
    let after = consumed.saturating_add(cost);
    let fits = budget.is_none_or(|budget| after <= budget);
    let shrinks = previous.is_some_and(|previous| cost < previous);
    let permitted = cost == 0 || fits || shrinks;
    Decision { permitted, consumed: if permitted { after } else { consumed } }
}

/// A part of a budget that is told to whoever spends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// Four fifths.
    Nearly,
    /// All of it.
    Wholly,
}

/// What of the budget is reached by a build that goes on, and wasn't with the build before it. Where quotas
/// aren't enforced, and without a budget, there is nothing to reach.
#[must_use]
pub fn reached(commit: &Commit, decision: &Decision) -> Option<Reached> {
    let budget = i128::from(commit.budget.filter(|budget| *budget > 0)?);
    let before = i128::from(commit.consumed) + i128::from(commit.previous.unwrap_or(0));
    let after = i128::from(decision.consumed);
    let crossed = |part: i128| before * 5 < budget * part && after * 5 >= budget * part;
    match decision.permitted {
        true if crossed(5) => Some(Reached::Wholly),
        true if crossed(4) => Some(Reached::Nearly),
        _ => None,
    }
}

/// The lines that the log has about it, at level info: costs, budget, consumption before. A refusal is
/// followed by [`REFUSED`], at level warn.
#[must_use]
pub fn log_lines(commit: &Commit) -> [String; 3] {
    let line = |words: &str, number| format!("{words:<16} —  {number:>2}");
    [
        line("Build cost", commit.cost),
        line("Budget", commit.budget.unwrap_or(UNLIMITED)),
        line("Credits consumed", commit.consumed),
    ]
}

/// What the log says of a refused build, at level warn.
pub const REFUSED: &str =
    "This build would exceed your quota, so it fails. Stop or delete a workspace, or ask for a larger quota.";

/// The error of a refused build.
pub const INSUFFICIENT: &str = "insufficient quota";

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn permitted(budget: i64, consumed: i64, previous: Option<i64>, cost: i64) -> bool {
        decide(Commit { budget: Some(budget), consumed, previous, cost }).permitted
    }

    #[test]
    fn the_budget_may_be_reached_and_not_exceeded() {
        assert!(permitted(4, 3, None, 1) && !permitted(4, 4, None, 1));
        assert!(!permitted(0, 0, None, 1) && permitted(0, 0, None, 0));
    }

    #[test]
    fn a_build_that_shrinks_goes_on_over_budget_and_one_that_stays_does_not() {
        assert!(permitted(0, 10, Some(2), 1));
        assert!(!permitted(0, 10, Some(2), 2));
        assert!(!permitted(0, 10, Some(0), 1), "the build before was refused");
    }

    #[test]
    fn what_is_refused_costs_nothing() {
        let commit = Commit { budget: Some(4), consumed: 4, previous: None, cost: 1 };
        assert_eq!(decide(commit), Decision { permitted: false, consumed: 4 });
        assert_eq!(decide(Commit { consumed: 3, ..commit }), Decision { permitted: true, consumed: 4 });
        assert_eq!(decide(Commit { budget: None, ..commit }), Decision { permitted: true, consumed: 5 });
    }

    #[test]
    fn parts_of_the_budget_are_reached_once() {
        let reach = |consumed, previous, cost| {
            let commit = Commit { budget: Some(10), consumed, previous, cost };
            reached(&commit, &decide(commit))
        };
        assert_eq!((reach(0, None, 7), reach(0, None, 8)), (None, Some(Reached::Nearly)));
        assert_eq!((reach(7, None, 3), reach(0, None, 10)), (Some(Reached::Wholly), Some(Reached::Wholly)));
        assert_eq!((reach(8, None, 1), reach(6, Some(2), 3)), (None, None), "it was reached before");
        assert_eq!((reach(8, None, 3), reach(12, Some(3), 1)), (None, None), "refused, and shrinking");
        let none = Commit { budget: Some(0), consumed: 0, previous: None, cost: 0 };
        assert_eq!(reached(&none, &decide(none)), None);
        let unlimited = Commit { budget: None, cost: 9, ..none };
        assert_eq!(reached(&unlimited, &decide(unlimited)), None);
    }

    #[test]
    fn nothing_overflows() {
        assert_eq!(budget([i64::MAX, 5]), i64::MAX);
        let commit = Commit { budget: Some(i64::MAX), consumed: i64::MAX, previous: None, cost: 1 };
        assert!(decide(commit).permitted);
    }

    /// What a workspace costs by its latest build.
    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Step {
        Build { workspace: u8, cost: i64 },
        Delete { workspace: u8 },
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0_u8..5, 0_i64..4).prop_map(|(workspace, cost)| Step::Build { workspace, cost }),
            1 => (0_u8..5).prop_map(|workspace| Step::Delete { workspace }),
        ]
    }

    proptest! {
        #[test]
        fn no_history_exceeds_the_budget_but_by_shrinking(
            steps in vec(step(), 0..40), budgets in vec(0_i64..8, 1..4),
        ) {
            let mut costs: BTreeMap<u8, i64> = BTreeMap::new();
            for (at, step) in steps.into_iter().enumerate() {
                // Allowances change under way.
                let budget = budgets[at * budgets.len() / 40];
                let (workspace, cost) = match step {
                    Step::Delete { workspace } => {
                        costs.remove(&workspace);
                        continue;
                    }
                    Step::Build { workspace, cost } => (workspace, cost),
                };
                let previous = costs.insert(workspace, 0);
                let consumed: i64 = costs.values().sum();
                let decision = decide(Commit { budget: Some(budget), consumed, previous, cost });
                if decision.permitted {
                    costs.insert(workspace, cost);
                }
                prop_assert_eq!(decision.consumed, costs.values().sum::<i64>());
                let shrinks = previous.is_some_and(|previous| cost < previous);
                prop_assert_eq!(decision.permitted, cost == 0 || shrinks || consumed + cost <= budget);
                prop_assert!(!decision.permitted || decision.consumed <= budget || shrinks || cost == 0);
            }
        }
    }
}
