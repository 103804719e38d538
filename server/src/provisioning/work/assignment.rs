//! What a daemon is told of the job that it has acquired.

use burgrave_core::ids::FileId;
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::{JobType, Provisioner};
use burgrave_core::provisioning::version::VariableValue;
use burgrave_core::sealing::SealingKeys;
use burgrave_provisioner::JobInput;
use burgrave_store::{CurrentJob, Reader};

use super::JobAttempt;
use super::given;
use crate::fault::Fault;

/// A job for a daemon. It holds secrets, and so has no `Debug`.
#[derive(Clone)]
pub(crate) struct Assignment {
    /// By which the daemon speaks of it.
    pub(crate) attempt: JobAttempt,
    /// The template's archive.
    pub(crate) file: FileId,
    /// What carries it out.
    pub(crate) provisioner: Provisioner,
    /// What has to be done.
    pub(crate) task: JobTask,
    /// What it is given beside the template.
    pub(crate) input: JobInput,
    /// The values of the template's variables; an import reads which ones there are.
    pub(crate) variables: Vec<VariableValue>,
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
///
/// # Errors
/// The storage's; `Internal` where what is sealed can't be opened.
pub(crate) async fn assignment(
    reader: &Reader,
    keys: &SealingKeys,
    job: &CurrentJob,
) -> Result<Option<Assignment>, Fault> {
    let (task, input, variables) = match job.kind {
        JobType::TemplateVersionImport => (JobTask::Import, given::to_import(), Vec::new()),
        JobType::TemplateVersionDryRun => {
            let (input, variables) = given::to_dry_run(reader, keys, job).await?;
            (JobTask::DryRun, input, variables)
        }
        JobType::WorkspaceBuild => {
            let Some(build) = job.build_id else { return Ok(None) };
            let Some(build) = reader.build(build).await? else { return Ok(None) };
            let Some(input) = given::to_build(reader, &build.record).await? else { return Ok(None) };
            let variables = given::variables(reader, job.version_id).await?;
            (JobTask::Build { transition: build.record.transition }, input, variables)
        }
    };
    let (attempt, file, provisioner) = (JobAttempt::of(job), job.file_id, job.provisioner);
    Ok(Some(Assignment { attempt, file, provisioner, task, input, variables }))
}
