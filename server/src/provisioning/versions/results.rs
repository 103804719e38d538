//! What the import of a version found, beside resources.

use std::sync::Arc;

use burgrave_core::authorization::{Authorized, Read};
use burgrave_core::ids::{PresetId, TemplateVersionId};
use burgrave_core::provisioning::parameters::DescribedParameter;
use burgrave_core::provisioning::version::{DescribedPreset, ExternalAuth};
use burgrave_store::{Reader, TemplateVersion, VersionVariable};
use serde::de::DeserializeOwned;

use super::get::READ;
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Variables in the order of their names, with the values that were given; those that are sensitive without.
///
/// # Errors
/// `Hidden`; `Refused` before the import has ended.
pub(crate) async fn variables(
    app: &App,
    caller: Arc<Caller>,
    id: TemplateVersionId,
) -> Result<Vec<VersionVariable>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let version = found(&reader, &caller, id).await?;
            if !version.job.status().has_ended() {
                return Err(Fault::Refused { message: unfinished() });
            }
            Ok(reader.version_variables(id).await?)
        })
        .await
}

/// Parameters in the order of the template.
///
/// # Errors
/// `Hidden`; `TooEarly` before the import has ended.
pub(crate) async fn parameters(
    app: &App,
    caller: Arc<Caller>,
    id: TemplateVersionId,
) -> Result<Vec<DescribedParameter>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let version = found(&reader, &caller, id).await?;
            if !version.job.status().has_ended() {
                return Err(Fault::TooEarly { message: unfinished() });
            }
            described(&reader, id).await
        })
        .await
}

/// The parameters of a version in the order of the template, whoever asks.
///
/// # Errors
/// The storage's; `Internal` for what can't be read.
pub(in crate::provisioning) async fn described(
    reader: &Reader,
    id: TemplateVersionId,
) -> Result<Vec<DescribedParameter>, Fault> {
    let kept = reader.version_parameters(id).await?;
    let read = kept.into_iter().map(|one| kept_as(&one.definition));
    let mut parameters: Vec<DescribedParameter> = read.collect::<Result<_, _>>()?;
    parameters.sort_by(|one, other| (one.order, &one.rule.name).cmp(&(other.order, &other.rule.name)));
    Ok(parameters)
}

/// Presets in the order of the template; none before the import has ended.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn presets(
    app: &App,
    caller: Arc<Caller>,
    id: TemplateVersionId,
) -> Result<Vec<(PresetId, DescribedPreset)>, Fault> {
    app.store()
        .scan(move |reader| async move {
            found(&reader, &caller, id).await?;
            let kept = reader.version_presets(id).await?;
            kept.into_iter().map(|one| Ok((one.id, kept_as(&one.definition)?))).collect()
        })
        .await
}

/// Whether the accounts elsewhere that the workspaces of a version need can be had by this server. It has no
/// settings of such services yet: a version that needs one can't be answered for, and those that it could do
/// without are left out.
///
/// # Errors
/// `Hidden`; `NotConfigured` with the first service that is missing.
pub(crate) async fn external_auth(
    app: &App,
    caller: Arc<Caller>,
    id: TemplateVersionId,
) -> Result<(), Fault> {
    app.store()
        .read(move |reader| async move {
            found(&reader, &caller, id).await?;
            let used = reader.version_external_auth(id).await?;
            match used.into_iter().find(|one| !one.optional) {
                None => Ok(()),
                Some(ExternalAuth { id, .. }) => Err(Fault::NotConfigured {
                    message: format!("This server has no external authentication service {id:?}."),
                    detail: "The template version needs it. Import a version that doesn't.".into(),
                }),
            }
        })
        .await
}

async fn found(
    reader: &Reader,
    caller: &Caller,
    id: TemplateVersionId,
) -> Result<Authorized<Read, TemplateVersion>, Fault> {
    find::template_version::<Read>(reader, caller, id, READ).await
}

/// Why what an import finds can't be told yet.
pub(in crate::provisioning) fn unfinished() -> String {
    "The import of this template version has not ended yet. Try again when its job has.".into()
}

/// What an import has kept as JSON.
///
/// # Errors
/// `Internal` for what can't be read.
pub(in crate::provisioning) fn kept_as<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::Internal(format!("what an import found: {error}")))
}
