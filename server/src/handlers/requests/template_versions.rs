//! Requests about template versions.

use burgrave_api::{
    CreateTemplateVersionDryRunRequest, CreateTemplateVersionRequest, PatchTemplateVersionRequest,
    ProvisionerType, TemplateVersionJobPath,
};
use burgrave_core::ids::TemplateVersionId;
use burgrave_core::provisioning::job::Provisioner;

use crate::provisioning::dry_runs::{DryRun, NewDryRun};
use crate::provisioning::versions::{NewVersion, UpdateVersion};

/// A new version.
pub(crate) fn new_version(organization: String, body: CreateTemplateVersionRequest) -> NewVersion {
    let variables = body.user_variable_values.value().unwrap_or_default();
    NewVersion {
        organization,
        name: body.name.unwrap_or_default(),
        message: body.message.unwrap_or_default(),
        file: body.file_id.value().filter(|id| !id.is_nil()),
        example: body.example_id,
        // The specification allows one value only.
        storage: body.storage_method.map(drop),
        provisioner: body.provisioner.map(|provisioner| match provisioner {
            ProvisionerType::Echo => Provisioner::Echo,
            ProvisionerType::Terraform => Provisioner::Terraform,
        }),
        template: body.template_id.value().filter(|id| !id.is_nil()),
        tags: body.tags.value().unwrap_or_default(),
        variables: variables.into_iter().map(|variable| (variable.name, variable.value)).collect(),
    }
}

/// A change of a version. An empty name counts as absent.
pub(crate) fn update(version: TemplateVersionId, body: PatchTemplateVersionRequest) -> UpdateVersion {
    UpdateVersion {
        version,
        name: body.name.value().filter(|name| !name.is_empty()),
        message: body.message.value(),
    }
}

/// A new dry run.
pub(crate) fn new_dry_run(version: TemplateVersionId, body: CreateTemplateVersionDryRunRequest) -> NewDryRun {
    let values = body.rich_parameter_values.value().unwrap_or_default();
    let variables = body.user_variable_values.value().unwrap_or_default();
    NewDryRun {
        version,
        workspace_name: body.workspace_name.unwrap_or_default(),
        values: values.into_iter().map(|one| (one.name, one.value)).collect(),
        variables: variables.into_iter().map(|one| (one.name, one.value)).collect(),
    }
}

/// A dry run, by its path.
pub(crate) fn dry_run(params: TemplateVersionJobPath) -> DryRun {
    DryRun { version: params.template_version, job: params.job }
}
