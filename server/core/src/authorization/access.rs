//! Access lists of templates and workspaces: what somebody was given on one object, beside their roles.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::ids::{GroupId, UserId};

use super::Action::{
    ApplicationConnect, CreateAgent, Delete, DeleteAgent, Read, Ssh, Start, Stop, Update, UpdateAgent, Use,
};
use super::{Action, Allowed, Resource};

/// Entries of one access list at most.
pub const MOST_ENTRIES: usize = 1024;

/// What an entry of an access list gives. Its words are those of the API; the narrower role comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AccessRole {
    /// Of a template: to read it and to make workspaces from it. Of a workspace: to read, start, stop and
    /// enter it.
    Use,
    /// Of a template: everything. Of a workspace: everything but to share it further.
    Admin,
}

/// Who was given what on an object.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessList {
    /// Users, each once.
    pub users: Vec<(UserId, AccessRole)>,
    /// Groups of the object's organization, each once; the organization's own id stands for Everyone.
    pub groups: Vec<(GroupId, AccessRole)>,
}

const TEMPLATE_USE: &[Action] = &[Read, Use];
const WORKSPACE_USE: &[Action] = &[Read, Start, Stop, Ssh, ApplicationConnect];
const WORKSPACE_ADMIN: &[Action] =
    &[Read, Update, Delete, Start, Stop, Ssh, ApplicationConnect, CreateAgent, UpdateAgent, DeleteAgent];

impl AccessRole {
    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The actions that the role gives on an object of this kind; none on kinds without access lists.
    #[must_use]
    pub const fn on(self, resource: Resource) -> Allowed {
        match (resource, self) {
            (Resource::Template, Self::Use) => Allowed::Actions(TEMPLATE_USE),
            (Resource::Template, Self::Admin) => Allowed::Everything,
            (Resource::Workspace | Resource::WorkspaceDormant, Self::Use) => Allowed::Actions(WORKSPACE_USE),
            (Resource::Workspace | Resource::WorkspaceDormant, Self::Admin) => {
                Allowed::Actions(WORKSPACE_ADMIN)
            }
            _ => Allowed::Actions(&[]),
        }
    }

    /// The roles that give an action on objects of this kind: lists ask for entries with one of them.
    pub fn giving(action: Action, resource: Resource) -> impl Iterator<Item = Self> {
        Self::VARIANTS.iter().copied().filter(move |role| role.on(resource).includes(action))
    }
}

impl AccessList {
    /// The list of a new template: Everyone of the organization may use it.
    #[must_use]
    pub fn everyone_uses(everyone: GroupId) -> Self {
        Self { users: Vec::new(), groups: vec![(everyone, AccessRole::Use)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_of_lists_give_what_they_say() {
        let giving = |action, resource| AccessRole::giving(action, resource).collect::<Vec<_>>();
        assert_eq!(giving(Read, Resource::Template), [AccessRole::Use, AccessRole::Admin]);
        assert_eq!(giving(Update, Resource::Template), [AccessRole::Admin]);
        assert_eq!(giving(Start, Resource::Workspace), [AccessRole::Use, AccessRole::Admin]);
        assert_eq!(giving(Action::Share, Resource::Workspace), []);
        assert_eq!(giving(Read, Resource::Group), []);
        assert_eq!("use".parse(), Ok(AccessRole::Use));
        assert!("Use".parse::<AccessRole>().is_err() && AccessRole::Admin.as_str() == "admin");
    }
}
