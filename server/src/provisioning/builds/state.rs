//! Replacing what a build has left, by those who mend it by hand.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Read, Update};
use burgrave_core::ids::WorkspaceBuildId;
use burgrave_core::provisioning::build::check_state;

use super::begin::none_active;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Replaces the state that the latest build of a workspace has left, from which the next one begins.
pub(crate) struct ReplaceState {
    /// The build.
    pub(crate) build: WorkspaceBuildId,
    /// The state; an empty one says that nothing is there.
    pub(crate) state: Vec<u8>,
}

impl Command for ReplaceState {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_WORKSPACE_BUILD_STATE.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `Invalid` for what is no state; `BrokenRule` for an earlier build, `Conflict`
    /// while one is on its way.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let (caller, what) = (context.caller(), "change the state of this workspace");
        let (workspace, build) = find::build::<Read>(context, caller, self.build, what).await?;
        let template = context.template_by_id(workspace.template_id).await?.ok_or(Fault::Hidden)?;
        let template = Authorized::<Update, _>::permit(&caller.subject, template)
            .map_err(|refused| Fault::refused(refused, what))?;
        check_state(build.job.provisioner, &self.state)
            .map_err(|fault| Fault::field("state", fault.to_string()))?;
        if workspace.latest_build_id != Some(build.id) {
            return Err(Fault::rule(
                "Only the state of the workspace's latest build counts. Change that one.",
            ));
        }
        none_active(Some(&build))?;
        context.replace_build_state(&template, build.id, &self.state).await?;
        let entry = Entry::new(build.id, &workspace.name).within(workspace.organization_id);
        Ok(Outcome::changed((), entry.diff(Diff::default().secret("provisioner_state"))))
    }
}
