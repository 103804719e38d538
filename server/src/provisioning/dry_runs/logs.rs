//! What a dry run wrote.

use std::sync::Arc;

use burgrave_core::ids::ProvisionerJobId;
use burgrave_store::{LogPage, LogRecord};

use super::DryRun;
use super::get::READ;
use crate::application::{App, Caller};
use crate::fault::Fault;

/// Lines of the log in the order of their numbers.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn logs(
    app: &App,
    caller: Arc<Caller>,
    dry_run: DryRun,
    page: LogPage,
) -> Result<Vec<LogRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let (_, job) = dry_run.find(&reader, &caller, READ).await?;
            Ok(reader.job_logs(job.id, page).await?)
        })
        .await
}

/// The job whose log the caller may follow.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn to_follow(
    app: &App,
    caller: Arc<Caller>,
    dry_run: DryRun,
) -> Result<ProvisionerJobId, Fault> {
    app.store().read(move |reader| async move { Ok(dry_run.find(&reader, &caller, READ).await?.1.id) }).await
}
