//! The names of scopes.

use std::fmt;
use std::str::FromStr;
use strum::VariantArray as _;

use super::super::{Action, Resource};
use super::Composite;

/// One scope: a set of permissions with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScopeName {
    /// Everything: `coder:all`.
    All,
    /// Entering applications of workspaces: `coder:application_connect`.
    ApplicationConnect,
    /// What a piece of work needs: `coder:workspaces.create` and others.
    Composite(Composite),
    /// One action on a resource (`workspace:read`), or all of them (`workspace:*`).
    Of(Resource, Option<Action>),
}

/// A text that names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no scope")]
pub struct UnknownScope(pub String);

const ALL: &str = "coder:all";
const APPLICATION_CONNECT: &str = "coder:application_connect";

impl ScopeName {
    /// Every scope that a credential can be given.
    pub fn catalogue() -> impl Iterator<Item = Self> {
        let composites = Composite::VARIANTS.iter().copied().map(Self::Composite);
        let resources = Resource::VARIANTS.iter().flat_map(|resource| {
            let actions = resource.actions().iter().map(|action| Self::Of(*resource, Some(*action)));
            std::iter::once(Self::Of(*resource, None)).chain(actions)
        });
        [Self::All, Self::ApplicationConnect].into_iter().chain(composites).chain(resources)
    }

    /// Those that are offered to people who make a token: the scopes of their own work, and those named after
    /// one. Every scope of the catalogue can be given beside them.
    pub fn offered() -> impl Iterator<Item = Self> {
        Self::catalogue().filter(|scope| match scope {
            Self::All | Self::ApplicationConnect | Self::Composite(_) => true,
            Self::Of(resource, action) => is_offered(*resource, *action),
        })
    }

    /// Whether it allows the action; `owned` says whether the object belongs to the credential's owner.
    pub(super) fn allows(self, resource: Resource, action: Action, owned: bool) -> bool {
        match self {
            Self::All => true,
            Self::ApplicationConnect => {
                resource == Resource::Workspace && action == Action::ApplicationConnect
            }
            Self::Composite(composite) => composite.allows(resource, action, owned),
            // Personal data are read with the rest of oneself.
            Self::Of(Resource::User, Some(Action::ReadPersonal)) if owned && action == Action::Read => {
                resource == Resource::User
            }
            Self::Of(own, named) => own == resource && named.is_none_or(|named| named == action),
        }
    }

    /// Whether everything that it allows is allowed by one of the others too. The names don't matter, the
    /// permissions do.
    #[must_use]
    pub fn is_covered_by(self, others: &[Self]) -> bool {
        if others.contains(&Self::All) {
            return true;
        }
        let covered = |resource: Resource, action, owned| {
            !self.allows(resource, action, owned)
                || others.iter().any(|other| other.allows(resource, action, owned))
        };
        Resource::VARIANTS.iter().all(|resource| {
            let on =
                |action: &Action| covered(*resource, *action, true) && covered(*resource, *action, false);
            resource.actions().iter().all(on)
        })
    }
}

impl FromStr for ScopeName {
    type Err = UnknownScope;

    /// Reads a name; `all` and `application_connect` are short for those of `coder:`.
    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        let unknown = || UnknownScope(text.to_owned());
        match text {
            "all" | ALL => return Ok(Self::All),
            "application_connect" | APPLICATION_CONNECT => return Ok(Self::ApplicationConnect),
            _ => {}
        }
        if let Some(found) = Composite::VARIANTS.iter().find(|composite| composite.as_str() == text) {
            return Ok(Self::Composite(*found));
        }
        let (resource, action) = text.split_once(':').ok_or_else(unknown)?;
        let resource = resource.parse::<Resource>().map_err(|_| unknown())?;
        if action == "*" {
            return Ok(Self::Of(resource, None));
        }
        let known = action.parse::<Action>().ok().filter(|action| resource.actions().contains(action));
        known.map(|action| Self::Of(resource, Some(action))).ok_or_else(unknown)
    }
}

impl fmt::Display for ScopeName {
    /// The one canonical form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str(ALL),
            Self::ApplicationConnect => f.write_str(APPLICATION_CONNECT),
            Self::Composite(composite) => f.write_str(composite.as_str()),
            Self::Of(resource, None) => write!(f, "{}:*", resource.as_str()),
            Self::Of(resource, Some(action)) => write!(f, "{}:{}", resource.as_str(), action.as_str()),
        }
    }
}

/// Whether people are offered this action on the resource; none stands for all actions on it.
fn is_offered(resource: Resource, action: Option<Action>) -> bool {
    use Action::{ApplicationConnect, Create, Delete, Read, ReadPersonal, Ssh, Start, Stop, Update, Use};
    let actions: &[Action] = match resource {
        Resource::ApiKey | Resource::Task | Resource::UserSecret | Resource::UserSkill => {
            &[Create, Read, Update, Delete]
        }
        Resource::File => &[Create, Read],
        Resource::Organization => &[Read, Update, Delete],
        Resource::Template => &[Create, Read, Use, Update, Delete],
        Resource::User => &[Read, ReadPersonal, Action::UpdatePersonal],
        Resource::Workspace => &[ApplicationConnect, Create, Delete, Read, Ssh, Start, Stop, Update],
        _ => return false,
    };
    action.is_none_or(|action| actions.contains(&action))
}
