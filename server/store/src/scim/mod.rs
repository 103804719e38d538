//! Searches of SCIM in SQL: a filter becomes a condition, a sorting an order. Nothing is filtered after it
//! was loaded.
//!
//! The tables are `r` (scim_users or scim_groups) and, for users, `u` (users).

mod condition;
mod order;

pub(crate) use condition::condition;
pub(crate) use order::order;

use crate::engine::Step;
use burgrave_core::scim::schema::{GROUPS, ResourceType, Target, USERS};

/// Which of the two types of resources is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    User,
    Group,
}

impl Kind {
    pub(crate) fn resource_type(self) -> &'static ResourceType {
        match self {
            Self::User => &USERS,
            Self::Group => &GROUPS,
        }
    }

    /// Where the resources are, without conditions.
    pub(crate) fn from(self) -> &'static str {
        match self {
            Self::User => "FROM scim_users r JOIN users u ON u.id = r.id",
            Self::Group => "FROM scim_groups r",
        }
    }
}

/// Whether a person may come in, as SQL.
const ACTIVE: &str = "u.status <> 'suspended'";

/// The entries of a group's list as rows `e`.
const MEMBERS: &str = "(SELECT m.place, m.value FROM scim_members m WHERE m.group_id = r.id) e";

/// The way to a target in the searchable document.
fn steps(target: &Target) -> Vec<Step> {
    let extension = target.extension.map(|schema| schema.urn);
    let names = [extension, target.attribute.map(|one| one.name), target.sub.map(|one| one.name)];
    names.into_iter().flatten().map(Step::Name).collect()
}
