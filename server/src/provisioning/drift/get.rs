//! What was found.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::drift::{DriftedResource, JudgedDrift, judge};
use burgrave_store::{DriftRecord, Reader};
use chrono::{DateTime, Utc};

use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::provisioning::explain::waiting_reason;
use crate::provisioning::jobs::{self, JobView};

/// What is refused to somebody who can't see a workspace.
const READ: &str = "read what has changed of this workspace";

/// A workspace with what has changed of it.
#[derive(Debug, Clone)]
pub(crate) struct DriftView {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// What may change.
    pub(crate) ignored: Vec<String>,
    /// The latest check; none where there was none.
    pub(crate) check: Option<FoundDrift>,
}

/// A check.
#[derive(Debug, Clone)]
pub(crate) struct FoundDrift {
    /// The check.
    pub(crate) record: DriftRecord,
    /// Its job.
    pub(crate) job: JobView,
    /// What it has found; none while it goes on, and where it failed.
    pub(crate) resources: Option<Vec<JudgedDrift>>,
}

/// The latest check of a workspace, also of one that is deleted.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, id: WorkspaceId) -> Result<DriftView, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let workspace = find::any_workspace::<Read>(&reader, &caller, id, READ).await?;
            view(&reader, workspace.id, now).await
        })
        .await
}

async fn view(reader: &Reader, workspace: WorkspaceId, now: DateTime<Utc>) -> Result<DriftView, Fault> {
    let ignored = ignored(reader, workspace).await?;
    let check = match reader.latest_drift(workspace).await? {
        Some(record) => Some(found(reader, record, &ignored, now).await?),
        None => None,
    };
    Ok(DriftView { workspace, ignored, check })
}

/// What may change of a workspace.
///
/// # Errors
/// The storage's.
pub(in crate::provisioning) async fn ignored(
    reader: &Reader,
    workspace: WorkspaceId,
) -> Result<Vec<String>, Fault> {
    match reader.drift_baseline(workspace).await? {
        Some(text) => read(&text),
        None => Ok(Vec::new()),
    }
}

async fn found(
    reader: &Reader,
    record: DriftRecord,
    ignored: &[String],
    now: DateTime<Utc>,
) -> Result<FoundDrift, Fault> {
    let job = reader.job(record.job_id).await?.ok_or(Fault::Hidden)?;
    let waiting = waiting_reason(reader, &job, now).await?;
    let shown = jobs::competing(reader, job.organization_id, vec![job], now).await?.pop();
    let (view, _) = shown.ok_or(Fault::Hidden)?;
    let resources = match &record.resources {
        Some(text) => Some(judge(&read::<Vec<DriftedResource>>(text)?, ignored)),
        None => None,
    };
    Ok(FoundDrift { record, job: JobView { waiting, ..view }, resources })
}

/// What is kept as JSON of changes.
///
/// # Errors
/// It isn't readable.
pub(in crate::provisioning) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text)
        .map_err(|error| Fault::Internal(format!("what has changed of a workspace: {error}")))
}
