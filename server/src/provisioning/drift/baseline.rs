//! What of a workspace may change without being told as drift.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::WorkspaceId;

use super::get::ignored;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::{Fault, FieldFault};

/// Sets it, in the place of what was set before.
pub(crate) struct SetBaseline {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// Resources, modules, and attributes of them.
    pub(crate) ignored: Vec<String>,
}

impl Command for SetBaseline {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_WORKSPACE_DRIFT_BASELINE.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Gone`; `Invalid` with each place that is none.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "say what of this workspace may change";
        let workspace = find::workspace::<Update>(context, context.caller(), self.workspace, what).await?;
        let faults: Vec<_> = (0..).zip(&self.ignored).filter_map(fault).collect();
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let before = ignored(context, workspace.id).await?;
        let text =
            serde_json::to_string(&self.ignored).map_err(|error| Fault::Internal(error.to_string()))?;
        context.set_drift_baseline(&workspace, &text).await?;
        let diff = Diff::default().field("drift_baseline", before.join(", "), self.ignored.join(", "));
        let entry = Entry::new(workspace.id, &workspace.name).within(workspace.organization_id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}

/// A place has at least a type and a name, or the name of a module.
fn fault((number, place): (usize, &String)) -> Option<FieldFault> {
    let parts: Vec<_> = place.split('.').collect();
    let fits =
        parts.len() >= 2 && parts.iter().all(|part| !part.is_empty()) && !place.contains(char::is_control);
    (!fits).then(|| FieldFault {
        field: format!("ignore[{number}]"),
        detail: "must be the address of a resource, a module or an attribute, as docker_container.dev.image"
            .into(),
    })
}
