//! The access list of a workspace.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{AccessRole, Read, Share};
use burgrave_core::ids::{GroupId, UserId, WorkspaceId};
use burgrave_store::{AccessChanges, ShareableOwners, UserRecord, Workspace};
use serde_json::json;

use super::settings::settled;
use crate::application::command::{Audit, Command, CommandContext, Diff, Outcome};
use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::identity::groups::{self, GroupView};
use crate::provisioning::entries::{check, entries, words, words_after};

/// Who was given what.
pub(crate) struct WorkspaceAccess {
    /// Users by username.
    pub(crate) users: Vec<(UserRecord, AccessRole)>,
    /// Groups by name.
    pub(crate) groups: Vec<(GroupView, AccessRole)>,
}

/// The access list, without deleted and suspended users.
///
/// # Errors
/// `Hidden`, `Gone`.
pub(crate) async fn access(
    app: &App,
    caller: Arc<Caller>,
    id: WorkspaceId,
) -> Result<WorkspaceAccess, Fault> {
    app.store()
        .scan(move |reader| async move {
            let what = "read the access list of this workspace";
            let workspace = find::workspace::<Read>(&reader, &caller, id, what).await?;
            let users = reader.workspace_users(workspace.id).await?;
            let found = reader.workspace_groups(workspace.id).await?;
            let (found, roles): (Vec<_>, Vec<_>) = found.into_iter().map(|one| (one.group, one.role)).unzip();
            let groups = groups::several(&reader, &caller, found).await?;
            Ok(WorkspaceAccess {
                users: users.into_iter().map(|one| (one.user, one.role)).collect(),
                groups: groups.into_iter().zip(roles).collect(),
            })
        })
        .await
}

/// Adds, changes and removes entries; those that aren't named stay.
pub(crate) struct ChangeWorkspaceAccess {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// Roles by the user's id; an empty one removes the entry.
    pub(crate) users: BTreeMap<String, String>,
    /// Roles by the group's id; an empty one removes the entry.
    pub(crate) groups: BTreeMap<String, String>,
}

impl Command for ChangeWorkspaceAccess {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_WORKSPACE_ACL.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Gone`, `Invalid` with everything that is wrong; `Refused` where the
    /// organization doesn't let the workspace be shared.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "change the access list of this workspace";
        let workspace = find::workspace::<Share>(context, context.caller(), self.workspace, what).await?;
        sharing_is_on(context, &workspace).await?;
        let mut faults = Vec::new();
        let users = entries::<UserId>("user_roles", &self.users, &mut faults);
        let groups = entries::<GroupId>("group_roles", &self.groups, &mut faults);
        let changes = AccessChanges { users, groups };
        let fields = ["user_roles", "group_roles"];
        check(context, workspace.organization_id, &changes, fields, &mut faults).await?;
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let (users, groups) = (&workspace.access.users, &workspace.access.groups);
        let diff = Diff::default()
            .field("user_acl", json!(words(users)), json!(words_after(users, &changes.users)))
            .field("group_acl", json!(words(groups)), json!(words_after(groups, &changes.groups)));
        context.change_workspace_access(&workspace, &changes).await?;
        settled(context, &workspace, diff).await
    }
}

/// Whether the organization lets the workspaces of this owner be shared.
async fn sharing_is_on(context: &CommandContext<Arc<Caller>>, workspace: &Workspace) -> Result<(), Fault> {
    let organization = context.organization_by_id(workspace.organization_id).await?.ok_or(Fault::Hidden)?;
    let on = match organization.shareable_owners {
        ShareableOwners::Everyone => true,
        ShareableOwners::None => false,
        ShareableOwners::ServiceAccounts => {
            context.user_by_id(workspace.owner_id).await?.is_some_and(|owner| owner.service_account)
        }
    };
    let message =
        "The organization doesn't let workspaces of this owner be shared (settings/workspace-sharing).";
    if on { Ok(()) } else { Err(Fault::Refused { message: message.into() }) }
}

/// Removes all entries.
pub(crate) struct ClearWorkspaceAccess {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
}

impl Command for ClearWorkspaceAccess {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_WORKSPACE_ACL.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Gone`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "change the access list of this workspace";
        let workspace = find::workspace::<Share>(context, context.caller(), self.workspace, what).await?;
        context.clear_workspace_access(&workspace).await?;
        let diff = Diff::default().field("user_acl", json!(words(&workspace.access.users)), json!({})).field(
            "group_acl",
            json!(words(&workspace.access.groups)),
            json!({}),
        );
        settled(context, &workspace, diff).await
    }
}
