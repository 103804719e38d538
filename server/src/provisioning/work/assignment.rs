//! What a daemon is told of the job that it has acquired.

use burgrave_core::ids::FileId;
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::JobType;
use burgrave_store::{CurrentJob, Reader, StoreError};

use super::JobAttempt;

/// A job for a daemon.
#[derive(Debug, Clone)]
pub(crate) struct Assignment {
    /// By which the daemon speaks of it.
    pub(crate) attempt: JobAttempt,
    /// The template's archive.
    pub(crate) file: FileId,
    /// What has to be done.
    pub(crate) task: JobTask,
}

/// What a job has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobTask {
    /// Read a template version.
    Import,
    /// Tell what a build would make.
    DryRun,
    /// Take a workspace somewhere.
    Build {
        /// Where.
        transition: Transition,
    },
}

/// What the daemon of a job is told; none when what the job works on is gone.
pub(crate) async fn assignment(reader: &Reader, job: &CurrentJob) -> Result<Option<Assignment>, StoreError> {
    let task = match job.kind {
        JobType::TemplateVersionImport => JobTask::Import,
        JobType::TemplateVersionDryRun => JobTask::DryRun,
        JobType::WorkspaceBuild => {
            let Some(build) = job.build_id else { return Ok(None) };
            let Some(build) = reader.build(build).await? else { return Ok(None) };
            JobTask::Build { transition: build.transition }
        }
    };
    Ok(Some(Assignment { attempt: JobAttempt::of(job), file: job.file_id, task }))
}
