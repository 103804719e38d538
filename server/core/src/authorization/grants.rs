//! How the tables of built-in roles are written: a line a resource.

use super::permission::Verdict;
use super::{Action, Resource};

/// One line of a role's table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Grant {
    /// Every action on every resource except these.
    EverythingBut(&'static [Resource]),
    /// Every action on the resource.
    All(Resource),
    /// Every action on the resource except these.
    AllBut(Resource, &'static [Action]),
    /// These actions on the resource.
    These(Resource, &'static [Action]),
    /// Takes these actions on the resource away.
    Never(Resource, &'static [Action]),
}

impl Grant {
    fn verdict(&self, resource: Resource, action: Action) -> Verdict {
        let granted = match self {
            Self::EverythingBut(others) => !others.contains(&resource),
            Self::All(own) => *own == resource,
            Self::AllBut(own, others) => *own == resource && !others.contains(&action),
            Self::These(own, actions) => *own == resource && actions.contains(&action),
            Self::Never(own, actions) => {
                let denied = *own == resource && actions.contains(&action);
                return if denied { Verdict::Denied } else { Verdict::Silent };
            }
        };
        if granted { Verdict::Granted } else { Verdict::Silent }
    }
}

/// What a table says.
pub(super) fn verdict_of(table: &[Grant], resource: Resource, action: Action) -> Verdict {
    table.iter().fold(Verdict::Silent, |so_far, line| so_far.and(line.verdict(resource, action)))
}
