//! What handlers of template versions take from their input.

use burgrave_api::runtime::ApiError;
use burgrave_api::{
    CreateTemplateVersionDryRunRequest, CreateTemplateVersionRequest, Field,
    GetTemplateVersionDryRunLogsParams, GetTemplateVersionLogsFormat, GetTemplateVersionLogsParams,
    PatchTemplateVersionRequest, ProvisionerType, TemplateVersionJobPath,
};
use burgrave_core::ids::TemplateVersionId;
use burgrave_core::provisioning::job::Provisioner;
use burgrave_store::LogPage;

use crate::fault::Fault;
use crate::provisioning::dry_runs::{DryRun, NewDryRun};
use crate::provisioning::versions::{NewVersion, UpdateVersion};

/// A new version.
pub(super) fn new_version(organization: String, body: CreateTemplateVersionRequest) -> NewVersion {
    let variables = value(body.user_variable_values).unwrap_or_default();
    NewVersion {
        organization,
        name: body.name.unwrap_or_default(),
        message: body.message.unwrap_or_default(),
        file: value(body.file_id).filter(|id| !id.is_nil()),
        example: body.example_id,
        // It has one value, which the specification holds it to.
        storage: body.storage_method.map(drop),
        provisioner: body.provisioner.map(|provisioner| match provisioner {
            ProvisionerType::Echo => Provisioner::Echo,
            ProvisionerType::Terraform => Provisioner::Terraform,
        }),
        template: value(body.template_id).filter(|id| !id.is_nil()),
        tags: value(body.tags).unwrap_or_default(),
        variables: variables.into_iter().map(|variable| (variable.name, variable.value)).collect(),
    }
}

/// What changes of a version. An empty name is none.
pub(super) fn update(version: TemplateVersionId, body: PatchTemplateVersionRequest) -> UpdateVersion {
    UpdateVersion {
        version,
        name: value(body.name).filter(|name| !name.is_empty()),
        message: value(body.message),
    }
}

/// A workspace that is tried.
pub(super) fn new_dry_run(version: TemplateVersionId, body: CreateTemplateVersionDryRunRequest) -> NewDryRun {
    let values = value(body.rich_parameter_values).unwrap_or_default();
    let variables = value(body.user_variable_values).unwrap_or_default();
    NewDryRun {
        version,
        workspace_name: body.workspace_name.unwrap_or_default(),
        values: values.into_iter().map(|one| (one.name, one.value)).collect(),
        variables: variables.into_iter().map(|one| (one.name, one.value)).collect(),
    }
}

/// Which dry run.
pub(super) fn dry_run(params: TemplateVersionJobPath) -> DryRun {
    DryRun { version: params.template_version, job: params.job }
}

/// How a log is asked for.
pub(super) enum Logs {
    /// All lines as JSON.
    List(LogPage),
    /// All lines as text.
    Text(LogPage),
    /// Those behind this number, and those that come.
    Follow {
        /// The number.
        after: i64,
    },
}

/// How the log of an import is asked for.
pub(super) fn logs(params: &GetTemplateVersionLogsParams) -> Result<Logs, ApiError> {
    let page = LogPage { after: params.after, before: params.before, limit: 0 };
    log_of(page, params.follow.as_deref(), params.format == Some(GetTemplateVersionLogsFormat::Text))
}

/// How the log of a dry run is asked for.
pub(super) fn dry_run_logs(params: &GetTemplateVersionDryRunLogsParams) -> Result<Logs, ApiError> {
    let page = LogPage { after: params.after, before: params.before, limit: 0 };
    log_of(page, params.follow.as_deref(), params.format == Some(GetTemplateVersionLogsFormat::Text))
}

/// How the log of a job is asked for.
pub(super) fn log_of(page: LogPage, follow: Option<&str>, text: bool) -> Result<Logs, ApiError> {
    let follows = follow.is_some_and(|follow| follow != "false");
    match (follows, text) {
        (true, true) => {
            let detail = "must be json, or left out, where the log is followed";
            Err(Fault::unknown_filter("format", detail).into())
        }
        (true, false) => Ok(Logs::Follow { after: page.after.unwrap_or(0).max(0) }),
        (false, true) => Ok(Logs::Text(page)),
        (false, false) => Ok(Logs::List(page)),
    }
}

/// Null is the same as nothing.
fn value<T>(field: Field<T>) -> Option<T> {
    match field {
        Field::Value(value) => Some(value),
        Field::Absent | Field::Null => None,
    }
}
