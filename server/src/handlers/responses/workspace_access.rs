//! Answers about the access lists of workspaces.

use burgrave_api::{WorkspaceAcl, WorkspaceGroup, WorkspaceRole, WorkspaceUser};
use burgrave_core::authorization::AccessRole;
use burgrave_store::UserRecord;

use super::{groups, non_empty};
use crate::identity::groups::GroupView;
use crate::provisioning::workspaces::WorkspaceAccess;

/// An access list.
pub(crate) fn access(of: WorkspaceAccess) -> WorkspaceAcl {
    WorkspaceAcl {
        users: of.users.into_iter().map(user).collect(),
        group: of.groups.into_iter().map(group).collect(),
    }
}

fn user((user, given): (UserRecord, AccessRole)) -> WorkspaceUser {
    WorkspaceUser {
        id: user.id,
        username: user.username,
        name: non_empty(user.name),
        avatar_url: non_empty(user.avatar_url),
        role: role(given),
    }
}

fn group((view, given): (GroupView, AccessRole)) -> WorkspaceGroup {
    let group = groups::group(view);
    WorkspaceGroup {
        id: group.id,
        name: group.name,
        display_name: group.display_name,
        organization_id: group.organization_id,
        organization_name: group.organization_name,
        organization_display_name: group.organization_display_name,
        members: group.members,
        total_member_count: group.total_member_count,
        avatar_url: group.avatar_url,
        quota_allowance: group.quota_allowance,
        source: group.source,
        role: role(given),
    }
}

fn role(role: AccessRole) -> WorkspaceRole {
    match role {
        AccessRole::Use => WorkspaceRole::Use,
        AccessRole::Admin => WorkspaceRole::Admin,
    }
}
