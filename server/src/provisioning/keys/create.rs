//! Making a key.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Authorized;
use burgrave_core::provisioning::key::{KeySecret, ReservedKey};
use burgrave_core::provisioning::tags::{TagFault, Tags};
use burgrave_store::{Inserted, NewProvisionerKey, Redacted};

use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::{Fault, FieldFault};
use crate::provisioning::organization_of_jobs;

/// Makes a key.
pub(crate) struct CreateKey {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// Its name, in any letter case.
    pub(crate) name: String,
    /// The tags that its daemons get.
    pub(crate) tags: BTreeMap<String, String>,
    /// Its secret.
    pub(crate) secret: KeySecret,
}

impl Command for CreateKey {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::CREATE_PROVISIONER_KEY.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `Invalid` for a reserved name and tags that can't be kept; `Conflict` when the
    /// name is taken.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        let organization = organization_of_jobs(context, caller, &self.organization).await?;
        let name = self.name.to_lowercase();
        let tags = serde_json::to_string(&self.tags).map_err(|error| Fault::Internal(error.to_string()))?;
        let new = NewProvisionerKey {
            id: context.new_id.into(),
            organization_id: organization,
            name,
            hashed_secret: Redacted(self.secret.hash()),
            tags,
            now: context.now,
        };
        let new = Authorized::permit(&caller.subject, new).map_err(|_| Fault::Forbidden {
            detail: "You do not have permission to create provisioner keys in this organization.".into(),
        })?;
        let faults = self.faults();
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        if context.insert_provisioner_key(&new).await? == Inserted::Taken {
            let message = format!("Provisioner key with name '{}' already exists in organization", new.name);
            return Err(Fault::taken(message, &["name"]));
        }
        let diff = Diff::default().field("name", "", new.name.as_str()).field("tags", "", new.tags.as_str());
        Ok(Outcome::changed((), Entry::new(new.id, &new.name).within(organization).diff(diff)))
    }
}

impl CreateKey {
    fn faults(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        if let Some(reserved) = ReservedKey::named(&self.name) {
            let detail = format!("Name cannot be reserved name '{}'", reserved.name());
            faults.push(FieldFault { field: "name".into(), detail });
        }
        if let Err(unfit) = Tags::normal(self.tags.clone(), None) {
            let fault = |(key, fault): (String, TagFault)| FieldFault {
                field: if key.is_empty() { "tags".into() } else { format!("tags[{key:?}]") },
                detail: fault.to_string(),
            };
            faults.extend(unfit.into_iter().map(fault));
        }
        faults
    }
}
