//! Reading a dry run.

use std::sync::Arc;

use burgrave_store::{JobRecord, Reader};
use chrono::{DateTime, Utc};

use super::DryRun;
use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::provisioning::explain::waiting_reason;
use crate::provisioning::jobs::{self, JobView, Matched};

/// What is refused to somebody who may not see a dry run.
pub(super) const READ: &str = "read the dry run of another";

/// The job, with its place in the queue.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, dry_run: DryRun) -> Result<JobView, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let (_, job) = dry_run.find(&reader, &caller, READ).await?;
            viewed(&reader, job, now).await
        })
        .await
}

/// The daemons that fit it, also when it has ended.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn matched(app: &App, caller: Arc<Caller>, dry_run: DryRun) -> Result<Matched, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let (_, job) = dry_run.find(&reader, &caller, READ).await?;
            Ok(jobs::matching(&reader, &job, now).await?)
        })
        .await
}

/// A job with its place.
///
/// # Errors
/// The storage's.
pub(super) async fn viewed(reader: &Reader, job: JobRecord, now: DateTime<Utc>) -> Result<JobView, Fault> {
    let waiting = waiting_reason(reader, &job, now).await?;
    let shown = jobs::competing(reader, job.organization_id, vec![job], now).await?.pop();
    let (view, _) = shown.ok_or(Fault::Hidden)?;
    Ok(JobView { waiting, ..view })
}
