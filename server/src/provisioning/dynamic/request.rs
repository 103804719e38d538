//! What the parameters of a version depend on.

use std::collections::BTreeMap;

use burgrave_core::ids::{FileId, OrganizationId, TemplateVersionId, UserId};
use burgrave_core::sealing::SealingKeys;
use burgrave_provisioner::hcl::Inputs;
use burgrave_store::{Reader, TemplateVersion};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::application::EvaluationKey;
use crate::fault::Fault;
use crate::provisioning::{owner_facts, sealed_variables, versions};

/// The parameters of a version for some values.
#[derive(Clone)]
pub(in crate::provisioning) struct EvaluationRequest {
    pub(super) version: TemplateVersionId,
    pub(super) file: FileId,
    pub(super) inputs: Inputs,
}

impl EvaluationRequest {
    /// Reads what they depend on: variables, what the import found, and what is told of the owner.
    ///
    /// # Errors
    /// The storage's.
    pub(in crate::provisioning) async fn read(
        reader: &Reader,
        keys: &SealingKeys,
        version: &TemplateVersion,
        owner: UserId,
        chosen: BTreeMap<String, String>,
    ) -> Result<Self, Fault> {
        let place: OrganizationId = version.organization_id;
        let mut given = BTreeMap::new();
        for variable in reader.version_variables(version.id).await? {
            let value = sealed_variables::open(keys, version.id, &variable)?;
            // What nobody has given is the default, which the template itself says with its type.
            if value != variable.default_value {
                given.insert(variable.name, value);
            }
        }
        let inputs = Inputs {
            variables: given,
            parameters: chosen,
            owner: owner_facts(reader, owner, place).await?,
            imported: versions::described(reader, version.id).await?.into(),
        };
        Ok(Self { version: version.id, file: version.file_id, inputs })
    }

    /// The same with other variables of the template where such are given.
    #[must_use]
    pub(in crate::provisioning) fn with_variables(mut self, given: BTreeMap<String, String>) -> Self {
        self.inputs.variables.extend(given);
        self
    }

    /// The same for other values.
    #[must_use]
    pub(in crate::provisioning) fn choosing(mut self, chosen: BTreeMap<String, String>) -> Self {
        self.inputs.parameters = chosen;
        self
    }

    /// The values that are chosen.
    pub(in crate::provisioning) fn chosen(&self) -> &BTreeMap<String, String> {
        &self.inputs.parameters
    }

    /// The same key means the same parameters: what an import has found never changes.
    pub(super) fn key(&self) -> EvaluationKey {
        let Inputs { variables, parameters, owner, .. } = &self.inputs;
        let owner = owner.as_ref().map(|owner| {
            let texts = [
                &owner.id,
                &owner.name,
                &owner.email,
                &owner.full_name,
                &owner.ssh_public_key,
                &owner.login_type,
            ];
            json!([texts, owner.groups, owner.roles])
        });
        let all = json!([self.version.to_string(), variables, parameters, owner]);
        Sha256::digest(all.to_string()).into()
    }
}
