//! Whose workspaces the members of an organization may share. With `everyone` they also read each other and
//! its groups: who shares has to find with whom.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Read, Update};
use burgrave_store::ShareableOwners;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// The setting of the organization that `written` names.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, written: String) -> Result<ShareableOwners, Fault> {
    app.store()
        .read(move |reader| async move {
            let what = "read this organization";
            let found = find::organization::<Read>(&reader, &caller, &written, what).await?;
            Ok(found.shareable_owners)
        })
        .await
}

/// Changes the setting.
pub(crate) struct UpdateWorkspaceSharing {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// Whose workspaces may be shared.
    pub(crate) owners: ShareableOwners,
}

impl Command for UpdateWorkspaceSharing {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_WORKSPACE_SHARING.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "change the settings of this organization";
        let found = find::organization::<Update>(context, context.caller(), &self.organization, what).await?;
        if !context.set_shareable_owners(&found, self.owners, context.now).await? {
            return Err(Fault::Hidden);
        }
        let (before, after) = (found.shareable_owners.as_str(), self.owners.as_str());
        let diff = Diff::default().field("shareable_workspace_owners", before, after);
        Ok(Outcome::changed((), Entry::new(found.id, &found.name).within(found.id).diff(diff)))
    }
}
