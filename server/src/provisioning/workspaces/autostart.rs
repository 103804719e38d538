//! When a workspace starts by itself.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::schedule::{Schedule, next_start};

use super::settings::{settled, template_of};
use crate::application::command::{Audit, Command, CommandContext, Diff, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::provisioning::builds::days;

/// Sets it.
pub(crate) struct SetAutostart {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// The schedule; absent or empty for none.
    pub(crate) schedule: Option<String>,
}

impl Command for SetAutostart {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_WORKSPACE_AUTOSTART.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Gone`; `Invalid` for a schedule that can't be read or that the template
    /// doesn't let it have.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "change this workspace's schedule";
        let workspace = find::workspace::<Update>(context, context.caller(), self.workspace, what).await?;
        let template = template_of(context, &workspace).await?;
        let text = self.schedule.as_deref().filter(|text| !text.is_empty());
        let schedule = text
            .map(str::parse::<Schedule>)
            .transpose()
            .map_err(|fault| Fault::field("schedule", fault.to_string()))?;
        if schedule.is_some() && !template.allow_user_autostart {
            let detail = "must be left out: the template doesn't let its workspaces start by themselves";
            return Err(Fault::field("schedule", detail));
        }
        let dormant = workspace.dormant_at.is_some();
        let next = next_start(schedule.as_ref(), days(&template), true, dormant, context.now);
        context.set_autostart(&workspace, text, next).await?;
        let before = workspace.autostart_schedule.clone().unwrap_or_default();
        let diff = Diff::default().field("autostart_schedule", before, text.unwrap_or_default());
        settled(context, &workspace, diff).await
    }
}
