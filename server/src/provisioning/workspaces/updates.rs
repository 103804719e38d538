//! Whether a workspace follows its template.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::build::AutomaticUpdates;

use super::settings::settled;
use crate::application::command::{Audit, Command, CommandContext, Diff, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Sets it.
pub(crate) struct SetAutomaticUpdates {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// Always or never.
    pub(crate) updates: AutomaticUpdates,
}

impl Command for SetAutomaticUpdates {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_WORKSPACE_AUTOMATIC_UPDATES.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Gone`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "change whether this workspace follows its template";
        let workspace = find::workspace::<Update>(context, context.caller(), self.workspace, what).await?;
        context.set_automatic_updates(&workspace, self.updates).await?;
        let (before, after) = (workspace.automatic_updates.as_str(), self.updates.as_str());
        settled(context, &workspace, Diff::default().field("automatic_updates", before, after)).await
    }
}
