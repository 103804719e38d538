//! Scopes that are named after a piece of work, and hold what that work needs.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::super::{Action, Resource};
use Action::{ApplicationConnect, Create, Delete, Read, Ssh, Start, Stop, Update, Use, ViewInsights};
use Line::{Any, Own};

/// A scope that is named after a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
pub enum Composite {
    /// Creating workspaces from templates.
    #[strum(serialize = "coder:workspaces.create")]
    WorkspacesCreate,
    /// Starting, stopping and changing workspaces.
    #[strum(serialize = "coder:workspaces.operate")]
    WorkspacesOperate,
    /// Deleting workspaces.
    #[strum(serialize = "coder:workspaces.delete")]
    WorkspacesDelete,
    /// Entering workspaces and their applications.
    #[strum(serialize = "coder:workspaces.access")]
    WorkspacesAccess,
    /// Uploading files and building templates from them.
    #[strum(serialize = "coder:templates.build")]
    TemplatesBuild,
    /// Everything about templates.
    #[strum(serialize = "coder:templates.author")]
    TemplatesAuthor,
    /// One's own keys and tokens.
    #[strum(serialize = "coder:apikeys.manage_self")]
    ApikeysManageSelf,
}

/// Actions on a resource.
enum Line {
    /// On any object.
    Any(Resource, &'static [Action]),
    /// Only on objects of the credential's owner.
    Own(Resource, &'static [Action]),
}

// Paths name organizations and users: what lies under them can't be reached without reading them.
const ORGANIZATION: Line = Any(Resource::Organization, &[Read]);
const ONESELF: Line = Own(Resource::User, &[Read]);

impl Composite {
    /// The name, as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    const fn lines(self) -> &'static [Line] {
        match self {
            Self::WorkspacesCreate => &[
                Any(Resource::Workspace, &[Create, Read, Update]),
                Any(Resource::Template, &[Read, Use]),
                ORGANIZATION,
                ONESELF,
            ],
            Self::WorkspacesOperate => &[
                Any(Resource::Workspace, &[Read, Update, Start, Stop]),
                Any(Resource::Template, &[Read]),
                ORGANIZATION,
                ONESELF,
            ],
            Self::WorkspacesDelete => &[
                Any(Resource::Workspace, &[Read, Delete]),
                Any(Resource::Template, &[Read]),
                ORGANIZATION,
                ONESELF,
            ],
            Self::WorkspacesAccess => &[
                Any(Resource::Workspace, &[Read, Ssh, ApplicationConnect]),
                Any(Resource::Template, &[Read]),
                ORGANIZATION,
                ONESELF,
            ],
            Self::TemplatesBuild => &[
                Any(Resource::Template, &[Read]),
                Any(Resource::File, &[Create, Read]),
                Any(Resource::ProvisionerJobs, &[Read]),
                ORGANIZATION,
                ONESELF,
            ],
            Self::TemplatesAuthor => &[
                Any(Resource::Template, &[Create, Read, Use, Update, Delete, ViewInsights]),
                Any(Resource::File, &[Create, Read]),
                Any(Resource::ProvisionerJobs, &[Read]),
                ORGANIZATION,
                ONESELF,
            ],
            Self::ApikeysManageSelf => &[Own(Resource::ApiKey, &[Create, Read, Update, Delete]), ONESELF],
        }
    }

    /// Whether it allows the action; `owned` says whether the object belongs to the credential's owner.
    pub(super) fn allows(self, resource: Resource, action: Action, owned: bool) -> bool {
        self.lines().iter().any(|line| match line {
            Line::Any(on, actions) => *on == resource && actions.contains(&action),
            Line::Own(on, actions) => owned && *on == resource && actions.contains(&action),
        })
    }
}
