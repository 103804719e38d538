//! What handlers of template versions take from their input.

use burgrave_api::runtime::ApiError;
use burgrave_api::{
    CreateTemplateVersionRequest, Field, GetTemplateVersionLogsFormat, GetTemplateVersionLogsParams,
    PatchTemplateVersionRequest, ProvisionerType,
};
use burgrave_core::ids::TemplateVersionId;
use burgrave_core::provisioning::job::Provisioner;
use burgrave_store::LogPage;

use crate::fault::Fault;
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
        provisioner: match body.provisioner {
            ProvisionerType::Echo => Provisioner::Echo,
            ProvisionerType::Terraform => Provisioner::Terraform,
        },
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

/// How the log of a job is asked for.
pub(super) fn logs(params: &GetTemplateVersionLogsParams) -> Result<Logs, ApiError> {
    let page = LogPage { after: params.after, before: params.before, limit: 0 };
    let follows = params.follow.as_deref().is_some_and(|follow| follow != "false");
    let text = params.format == Some(GetTemplateVersionLogsFormat::Text);
    match (follows, text) {
        (true, true) => {
            let detail = "must be json, or left out, where the log is followed";
            Err(Fault::unknown_filter("format", detail).into())
        }
        (true, false) => Ok(Logs::Follow { after: params.after.unwrap_or(0).max(0) }),
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
