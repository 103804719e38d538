//! Deleting a key.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Authorized;
use burgrave_core::provisioning::key::ReservedKey;

use super::key_topic;
use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;
use crate::provisioning::organization_of_jobs;

/// Deletes a key and the daemons that came in by it; those that are connected are told.
pub(crate) struct DeleteKey {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// Its name, in any letter case.
    pub(crate) name: String,
}

impl Command for DeleteKey {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_PROVISIONER_KEY.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` for a reserved one.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        let organization = organization_of_jobs(context, caller, &self.organization).await?;
        if let Some(reserved) = ReservedKey::named(&self.name) {
            return Err(Fault::rule(format!("Cannot delete reserved '{}' provisioner key", reserved.name())));
        }
        let found = context.provisioner_key_named(organization, &self.name.to_lowercase()).await?;
        let found = found.ok_or(Fault::Hidden)?;
        let key = Authorized::permit(&caller.subject, found).map_err(|_| Fault::Forbidden {
            detail: "You do not have permission to delete provisioner keys in this organization.".into(),
        })?;
        if !context.delete_provisioner_key(&key).await? {
            return Err(Fault::Hidden);
        }
        context.tell(&key_topic(key.id)).await?;
        let diff = Diff::default().field("name", key.name.as_str(), "");
        Ok(Outcome::changed((), Entry::new(key.id, &key.name).within(organization).diff(diff)))
    }
}
