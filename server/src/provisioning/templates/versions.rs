//! The versions of a template.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_store::{Reader, Template, TemplateVersion, VersionFilter};

use super::get::{TemplateReference, referenced};
use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::provisioning::versions::{VersionView, viewed};

const READ: &str = "read this template";

/// Which version of which template is meant.
#[derive(Debug, Clone)]
pub(crate) struct VersionReference {
    /// The template.
    pub(crate) template: TemplateReference,
    /// The version's name; letter case counts.
    pub(crate) name: String,
}

/// Versions of a template with their jobs, oldest first.
///
/// # Errors
/// `Hidden`; `UnknownFilter` for a cursor that isn't a version of the template.
pub(crate) async fn versions(
    app: &App,
    caller: Arc<Caller>,
    template: TemplateReference,
    filter: VersionFilter,
) -> Result<Vec<VersionView>, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let template = referenced::<Read>(&reader, &caller, &template, READ).await?;
            if let Some(after) = filter.after {
                let cursor = reader.template_version(after).await?;
                if cursor.is_none_or(|version| version.template_id != Some(template.id)) {
                    return Err(Fault::unknown_filter(
                        "after_id",
                        "must be the id of a version of this template",
                    ));
                }
            }
            let found = reader.template_versions(template.id, filter).await?;
            Ok(viewed(&reader, template.organization_id, found, now).await?)
        })
        .await
}

/// The version of this name.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn version(
    app: &App,
    caller: Arc<Caller>,
    reference: VersionReference,
) -> Result<VersionView, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let (template, found) = named(&reader, &caller, &reference).await?;
            viewed(&reader, template.organization_id, vec![found], now).await?.pop().ok_or(Fault::Hidden)
        })
        .await
}

/// The version that was created before the one of this name; none before the first.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn previous(
    app: &App,
    caller: Arc<Caller>,
    reference: VersionReference,
) -> Result<Option<VersionView>, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let (template, found) = named(&reader, &caller, &reference).await?;
            let before = reader.previous_template_version(&found).await?;
            let before = before.into_iter().collect();
            Ok(viewed(&reader, template.organization_id, before, now).await?.pop())
        })
        .await
}

async fn named(
    reader: &Reader,
    caller: &Caller,
    reference: &VersionReference,
) -> Result<(Template, TemplateVersion), Fault> {
    let template = referenced::<Read>(reader, caller, &reference.template, READ).await?;
    let found = reader.template_version_by_name(template.id, &reference.name).await?;
    Ok((template.into_inner(), found.ok_or(Fault::Hidden)?))
}
