//! Reading one version.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::TemplateVersionId;
use burgrave_store::{Reader, TemplateVersion};
use chrono::{DateTime, Utc};

use super::view::{VersionView, viewed};
use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::provisioning::explain::waiting_reason;
use crate::provisioning::jobs::JobView;
use crate::provisioning::resources::plan_of;

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
            explained(&reader, found, now).await
        })
        .await
}

/// A version with its modules, and why its import waits.
async fn explained(
    reader: &Reader,
    found: TemplateVersion,
    now: DateTime<Utc>,
) -> Result<VersionView, Fault> {
    let waiting = waiting_reason(reader, &found.job, now).await?;
    let modules = plan_of(reader, found.job_id).await?.modules;
    let organization = found.organization_id;
    let view = viewed(reader, organization, vec![found], now).await?.pop().ok_or(Fault::Hidden)?;
    Ok(VersionView { job: JobView { waiting, ..view.job }, modules, ..view })
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
            explained(&reader, found, now).await
        })
        .await
}
