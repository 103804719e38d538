//! Workspaces that sleep, because somebody says so.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::schedule::deleted_at;

use super::settings::template_of;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::provisioning::builds::next_start_of;
use crate::provisioning::notices;
use crate::provisioning::signals::workspace_topic;

/// Makes a workspace dormant, or wakes it up. What runs goes on.
pub(crate) struct SetDormant {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// Whether it is dormant.
    pub(crate) dormant: bool,
}

impl Command for SetDormant {
    type Actor = Arc<Caller>;
    /// Whether that is new.
    type Output = bool;

    fn audit(&self) -> Audit {
        operations::UPDATE_WORKSPACE_DORMANCY.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Gone`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<bool>, Fault> {
        let (what, now) = ("change whether this workspace is dormant", context.now);
        let workspace = find::workspace::<Update>(context, context.caller(), self.workspace, what).await?;
        if workspace.dormant_at.is_some() == self.dormant {
            return Ok(Outcome::unrecorded(false));
        }
        let template = template_of(context, &workspace).await?;
        if self.dormant {
            let deleting_at = deleted_at(Some(now), template.delete_dormant_after_ms);
            context.set_dormant(&workspace, now, deleting_at).await?;
            let by = Some(&context.caller().user);
            notices::workspace_dormant(context, &workspace, &template, by).await?;
        } else {
            let next = next_start_of(&workspace, &template, false, now);
            context.wake_workspace(&workspace, next, now).await?;
        }
        let time = |dormant: bool| match dormant {
            true => workspace.dormant_at.unwrap_or(now).to_rfc3339(),
            false => String::new(),
        };
        let diff = Diff::default().field("dormant_at", time(!self.dormant), time(self.dormant));
        context.tell(&workspace_topic(workspace.id)).await?;
        let entry = Entry::new(workspace.id, &workspace.name).within(workspace.organization_id).diff(diff);
        Ok(Outcome::changed(true, entry))
    }
}
