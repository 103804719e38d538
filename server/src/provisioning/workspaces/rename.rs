//! Renaming a workspace.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::WorkspaceId;
use burgrave_core::names::{NameOf, reserved};
use burgrave_store::Change;

use super::create::taken;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Gives a workspace another name, where the operator lets people do so: what a template makes may be called
/// by it.
pub(crate) struct RenameWorkspace {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// Its new name.
    pub(crate) name: String,
    /// Whether the operator lets people rename workspaces.
    pub(crate) allowed: bool,
}

impl Command for RenameWorkspace {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_WORKSPACE.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Gone`, `Invalid` for a reserved name; `BrokenRule` where renaming is off,
    /// `Conflict` when the owner has the name already.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "rename this workspace";
        let workspace = find::workspace::<Update>(context, context.caller(), self.workspace, what).await?;
        if workspace.name == self.name {
            return Ok(Outcome::unrecorded(()));
        }
        if let Some(detail) = reserved(NameOf::Workspace, &self.name) {
            return Err(Fault::field("name", detail));
        }
        if !self.allowed {
            return Err(Fault::rule("Workspaces can't be renamed on this server (workspace-renames)."));
        }
        match context.rename_workspace(&workspace, &self.name, context.now).await? {
            Change::Done => {}
            Change::Taken => return Err(taken()),
            Change::Missing => return Err(Fault::Hidden),
        }
        let diff = Diff::default().field("name", workspace.name.as_str(), self.name.as_str());
        let entry = Entry::new(workspace.id, &self.name).within(workspace.organization_id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}
