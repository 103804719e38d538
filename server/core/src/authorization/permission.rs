//! A permission: some actions on some resources, given or taken away.

use super::{Action, Resource};

/// A rule of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// The resource; none means every one.
    pub resource: Option<Resource>,
    /// The action; none means every one.
    pub action: Option<Action>,
    /// Denies the action, even if another rule of the same level grants it.
    pub negate: bool,
}

impl Permission {
    /// Whether the rule applies to this action on this resource.
    #[must_use]
    pub fn concerns(&self, resource: Resource, action: Action) -> bool {
        self.resource.is_none_or(|own| own == resource) && self.action.is_none_or(|own| own == action)
    }
}

/// What the rules of one level say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Some rule takes it away.
    Denied,
    /// No rule applies.
    Silent,
    /// Some rule gives it and none takes it away.
    Granted,
}

impl Verdict {
    /// Of both levels' rules together: a denial beats a grant.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Denied, _) | (_, Self::Denied) => Self::Denied,
            (Self::Granted, _) | (_, Self::Granted) => Self::Granted,
            (Self::Silent, Self::Silent) => Self::Silent,
        }
    }
}

/// What permissions written one by one say.
pub(super) fn verdict_of(rules: &[Permission], resource: Resource, action: Action) -> Verdict {
    rules.iter().filter(|rule| rule.concerns(resource, action)).fold(Verdict::Silent, |so_far, rule| {
        so_far.and(if rule.negate { Verdict::Denied } else { Verdict::Granted })
    })
}
