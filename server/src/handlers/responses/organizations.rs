//! Answers about organizations.

use burgrave_api::{Organization, ShareableWorkspaceOwners, WorkspaceSharingSettings};
use burgrave_store as store;

pub(crate) fn organization(of: store::OrganizationRecord) -> Organization {
    Organization {
        id: of.id,
        name: of.name,
        display_name: of.display_name,
        icon: of.icon,
        description: of.description,
        created_at: of.created_at,
        updated_at: of.updated_at,
        is_default: of.is_default,
        default_org_member_roles: of.default_member_roles,
    }
}

pub(crate) fn workspace_sharing(owners: store::ShareableOwners) -> WorkspaceSharingSettings {
    WorkspaceSharingSettings {
        sharing_globally_disabled: false,
        sharing_disabled: owners == store::ShareableOwners::None,
        shareable_workspace_owners: match owners {
            store::ShareableOwners::None => ShareableWorkspaceOwners::None,
            store::ShareableOwners::Everyone => ShareableWorkspaceOwners::Everyone,
            store::ShareableOwners::ServiceAccounts => ShareableWorkspaceOwners::ServiceAccounts,
        },
    }
}
