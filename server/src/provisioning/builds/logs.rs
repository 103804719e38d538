//! What the job of a build wrote.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::{ProvisionerJobId, WorkspaceBuildId};
use burgrave_store::{LogPage, LogRecord};

use super::get::READ;
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Lines of the log in the order of their numbers.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn logs(
    app: &App,
    caller: Arc<Caller>,
    id: WorkspaceBuildId,
    page: LogPage,
) -> Result<Vec<LogRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let (_, build) = find::build::<Read>(&reader, &caller, id, READ).await?;
            Ok(reader.job_logs(build.job_id, page).await?)
        })
        .await
}

/// The job whose log the caller may follow.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn to_follow(
    app: &App,
    caller: Arc<Caller>,
    id: WorkspaceBuildId,
) -> Result<ProvisionerJobId, Fault> {
    app.store()
        .read(move |reader| async move {
            let (_, build) = find::build::<Read>(&reader, &caller, id, READ).await?;
            Ok(build.job_id)
        })
        .await
}
