//! How long a workspace runs.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::schedule::{deadline_after_ttl, unfit_ttl};

use super::settings::{settled, template_of};
use crate::application::command::{Audit, Command, CommandContext, Diff, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Sets it. The deadline of what runs already stays, but goes where there is no limit any more.
pub(crate) struct SetTtl {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// Milliseconds; 0 for no limit.
    pub(crate) ttl: i64,
}

impl Command for SetTtl {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_WORKSPACE_TTL.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Gone`; `Invalid` for a time out of bounds, or where the template says how long
    /// its workspaces run.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "change how long this workspace runs";
        let workspace = find::workspace::<Update>(context, context.caller(), self.workspace, what).await?;
        if let Some(detail) = unfit_ttl(self.ttl) {
            return Err(Fault::field("ttl_ms", detail));
        }
        let template = template_of(context, &workspace).await?;
        if !template.allow_user_autostop && self.ttl != template.default_ttl_ms {
            return Err(Fault::field("ttl_ms", "must stay: the template says how long its workspaces run"));
        }
        let ttl = Some(self.ttl).filter(|ttl| *ttl > 0);
        context.set_ttl(&workspace, ttl).await?;
        let latest = context.latest_build(workspace.id).await?;
        let (deadline, latest) = latest.map_or((None, None), |build| (build.deadline, build.max_deadline));
        let moved = deadline_after_ttl(deadline, ttl, latest);
        if moved != deadline {
            context.set_deadline(&workspace, moved, context.now).await?;
        }
        settled(context, &workspace, Diff::default().field("ttl", workspace.ttl_ms.unwrap_or(0), self.ttl))
            .await
    }
}
