//! A workspace gets another owner.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{
    Action, Authorized, Automatic, Delete, Object, Refused, Resource, authorize,
};
use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::build::BuildStatus;
use burgrave_store::{Change, UserRecord, UserStatus, Workspace};

use super::settings::{settled, template_of};
use crate::application::command::{Audit, Command, CommandContext, Diff, Outcome};
use crate::application::{Caller, find, standing};
use crate::fault::Fault;
use crate::provisioning::builds::none_active;
use crate::provisioning::caps;

/// Hands a workspace over to another member of its organization.
pub(crate) struct HandOver {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// The new owner, by id or name.
    pub(crate) owner: String,
    /// Whether quotas count on this server.
    pub(crate) quotas: bool,
}

impl Command for HandOver {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::HAND_OVER_WORKSPACE.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Gone`; `Invalid` for somebody who can't own it; `Conflict` while a build is on
    /// its way, or when the new owner has a workspace of that name already.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let (caller, what) = (context.caller(), "hand this workspace over");
        let workspace = find::workspace::<Delete>(context, caller, self.workspace, what).await?;
        let place = workspace.organization_id;
        let owner = find::any_user(context, caller, &self.owner).await;
        let member = match &owner {
            Ok(owner) => context.member(place, owner.id).await?,
            Err(_) => None,
        };
        let (Ok(owner), Some(_)) = (owner, member) else {
            return Err(Fault::field("owner", "is no member of the workspace's organization"));
        };
        let theirs = Object::within(Resource::Workspace, place).owned_by(owner.id);
        if !caller.may(Action::Create, &theirs) {
            return Err(Fault::refused(Refused::Forbidden, what));
        }
        if owner.id == workspace.owner_id {
            return Ok(Outcome::unrecorded(()));
        }
        self.check(context, &workspace, &owner).await?;
        let mine = Authorized::automatic(Automatic::Part, workspace.into_inner());
        match context.hand_over_workspace(&mine, owner.id, &owner.username, context.now).await? {
            Change::Done => {}
            Change::Taken => {
                return Err(Fault::taken("The user has a workspace with this name already.", &["owner"]));
            }
            Change::Missing => return Err(Fault::Hidden),
        }
        let diff = Diff::default().field("owner_id", mine.owner_id.to_string(), owner.id.to_string());
        settled(context, &mine, diff).await
    }
}

impl HandOver {
    /// Whether this user can own the workspace as it is.
    async fn check(
        &self,
        context: &CommandContext<Arc<Caller>>,
        workspace: &Workspace,
        owner: &UserRecord,
    ) -> Result<(), Fault> {
        let latest = context.latest_build(workspace.id).await?;
        none_active(latest.as_ref())?;
        if owner.status == UserStatus::Suspended {
            return Err(Fault::field("owner", "is suspended"));
        }
        let subject = standing(context, owner).await?;
        let theirs = Object::within(Resource::Workspace, workspace.organization_id).owned_by(owner.id);
        let record = template_of(context, workspace).await?;
        let template = Object::template(record.organization_id, record.id, &record.access);
        if ![(Action::Create, &theirs), (Action::Use, &template)]
            .iter()
            .all(|(action, object)| authorize(&subject, *action, object))
        {
            return Err(Fault::field("owner", "may not have workspaces of this template"));
        }
        let runs = latest.as_ref().is_some_and(|build| build.status() == BuildStatus::Running);
        caps::check(context, owner.id, &record, None, runs).await?;
        if !self.quotas {
            return Ok(());
        }
        let cost = latest.map_or(0, |build| build.daily_cost);
        let quota = context.quota(workspace.organization_id, owner.id).await?;
        if cost > 0 && quota.consumed.saturating_add(cost) > quota.budget {
            let detail = format!(
                "has no room for the workspace, which costs {cost} a day: {} of {} are in use",
                quota.consumed, quota.budget
            );
            return Err(Fault::field("owner", detail));
        }
        Ok(())
    }
}
