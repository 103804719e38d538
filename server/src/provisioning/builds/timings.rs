//! How long the parts of a build took.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::{ProvisionerJobId, WorkspaceBuildId, WorkspaceId};
use burgrave_store::{AgentRecord, JobTiming, Reader};

use super::get::READ;
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// How long the parts of a job took.
#[derive(Debug, Clone)]
pub(crate) struct Timings {
    /// The job.
    pub(crate) job: ProvisionerJobId,
    /// Its parts, in the order in which they began.
    pub(crate) parts: Vec<JobTiming>,
    /// The agents of a build; those that have connected tell how long that took.
    pub(crate) agents: Vec<AgentRecord>,
}

async fn of(reader: &Reader, job: ProvisionerJobId) -> Result<Timings, Fault> {
    let (parts, agents) = (reader.job_timings(job).await?, reader.agents_of(&[job]).await?);
    Ok(Timings { job, parts, agents })
}

/// How long the parts of a build took; also of one that failed or was canceled.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn timings(app: &App, caller: Arc<Caller>, id: WorkspaceBuildId) -> Result<Timings, Fault> {
    app.store()
        .scan(move |reader| async move {
            let (_, build) = find::build::<Read>(&reader, &caller, id, READ).await?;
            of(&reader, build.job_id).await
        })
        .await
}

/// The same of the latest build of a workspace, also of one that is deleted.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn latest_timings(
    app: &App,
    caller: Arc<Caller>,
    id: WorkspaceId,
) -> Result<Timings, Fault> {
    app.store()
        .scan(move |reader| async move {
            let workspace = find::any_workspace::<Read>(&reader, &caller, id, READ).await?;
            let build = reader.latest_build(workspace.id).await?.ok_or(Fault::Hidden)?;
            of(&reader, build.job_id).await
        })
        .await
}
