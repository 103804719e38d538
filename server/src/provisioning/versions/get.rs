//! Reading one version.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::TemplateVersionId;

use super::view::{VersionView, viewed};
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// What is refused to somebody who can't see a version.
pub(super) const READ: &str = "read this template version";

/// The version with its job.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, id: TemplateVersionId) -> Result<VersionView, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let found = find::template_version::<Read>(&reader, &caller, id, READ).await?.into_inner();
            let organization = found.organization_id;
            viewed(&reader, organization, vec![found], now).await?.pop().ok_or(Fault::Hidden)
        })
        .await
}

/// A version that the caller has just made or changed.
///
/// # Errors
/// `Hidden` when it is gone again.
pub(crate) async fn changed(app: &App, id: TemplateVersionId) -> Result<VersionView, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let found = reader.template_version(id).await?.ok_or(Fault::Hidden)?;
            let organization = found.organization_id;
            viewed(&reader, organization, vec![found], now).await?.pop().ok_or(Fault::Hidden)
        })
        .await
}
