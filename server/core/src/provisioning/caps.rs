//! How many workspaces somebody may have at once, and how many of them may run.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::provisioning::words::as_str;

as_str!(CapKind);

/// The largest number that a cap may have.
pub const MOST_WORKSPACES: i64 = 1_000_000;

/// Whom a cap is about. Its words are those of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum CapKind {
    /// One user.
    User,
    /// Each member of a group.
    Group,
    /// Each user of a template, with its workspaces alone.
    Template,
}

/// A cap. What is absent doesn't limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cap {
    /// Workspaces that aren't deleted.
    pub workspaces: Option<i64>,
    /// Workspaces that run, or are about to.
    pub running: Option<i64>,
}

/// What somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    /// Workspaces that aren't deleted.
    pub workspaces: i64,
    /// Workspaces that run, or are about to.
    pub running: i64,
}

/// A cap that would be exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OverCap {
    /// By one more workspace.
    #[error("the number of workspaces is limited to {0}. Delete one first.")]
    Workspaces(i64),
    /// By one more that runs.
    #[error("the number of running workspaces is limited to {0}. Stop one first.")]
    Running(i64),
}

/// The cap of a user in an organization: their own where they have one, else the widest of their groups. A
/// group without a cap doesn't limit, and widens nothing.
#[must_use]
pub fn cap_of(own: Option<Cap>, groups: impl IntoIterator<Item = Cap>) -> Cap {
    if let Some(own) = own {
        return own;
    }
    let mut groups = groups.into_iter();
    let Some(first) = groups.next() else { return Cap::default() };
    let wider = |one: Option<i64>, other: Option<i64>| Some(one?.max(other?));
    groups.fold(first, |widest, cap| Cap {
        workspaces: wider(widest.workspaces, cap.workspaces),
        running: wider(widest.running, cap.running),
    })
}

/// Whether there is room for more: `new` for a workspace that is made, `runs` for one that starts.
///
/// # Errors
/// The first cap that stands against it.
pub fn check_cap(cap: Cap, held: Held, new: bool, runs: bool) -> Result<(), OverCap> {
    let exceeds = |most: Option<i64>, held: i64| most.filter(|most| held >= *most);
    if let Some(most) = exceeds(cap.workspaces, held.workspaces).filter(|_| new) {
        return Err(OverCap::Workspaces(most));
    }
    match exceeds(cap.running, held.running).filter(|_| runs) {
        Some(most) => Err(OverCap::Running(most)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn cap(workspaces: Option<i64>, running: Option<i64>) -> Cap {
        Cap { workspaces, running }
    }

    #[test]
    fn an_own_cap_outranks_groups_and_the_widest_group_counts() {
        let groups = || [cap(Some(2), Some(1)), cap(Some(5), None), cap(Some(3), Some(4))];
        assert_eq!(cap_of(None, groups()), cap(Some(5), None));
        assert_eq!(cap_of(Some(cap(Some(1), None)), groups()), cap(Some(1), None));
        assert_eq!(cap_of(None, []), Cap::default());
    }

    #[test]
    fn a_cap_counts_what_there_is() {
        let three = Held { workspaces: 3, running: 2 };
        assert_eq!(check_cap(cap(Some(4), Some(3)), three, true, true), Ok(()));
        assert_eq!(check_cap(cap(Some(3), Some(3)), three, true, true), Err(OverCap::Workspaces(3)));
        assert_eq!(check_cap(cap(Some(3), Some(3)), three, false, true), Ok(()), "it is there already");
        assert_eq!(check_cap(cap(Some(9), Some(2)), three, true, true), Err(OverCap::Running(2)));
        assert_eq!(check_cap(cap(Some(0), Some(0)), three, false, false), Ok(()), "a stop is always fine");
    }
}
