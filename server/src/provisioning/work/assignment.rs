//! What a daemon is told of the job that it has acquired.

use burgrave_core::ids::{FileId, TemplateVersionId, UserId};
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::{JobType, Provisioner};
use burgrave_core::provisioning::version::VariableValue;
use burgrave_core::sealing::SealingKeys;
use burgrave_provisioner::JobInput;
use burgrave_store::{CurrentJob, Reader};

use super::JobAttempt;
use super::given;
use crate::application::App;
use crate::fault::Fault;
use crate::identity::users::git_ssh_key;

/// A job for a daemon. It holds secrets, and so has no `Debug`.
#[derive(Clone)]
pub(crate) struct Assignment {
    /// By which the daemon speaks of it.
    pub(crate) attempt: JobAttempt,
    /// The template version.
    pub(crate) version: TemplateVersionId,
    /// The template's archive.
    pub(crate) file: FileId,
    /// What carries it out.
    pub(crate) provisioner: Provisioner,
    /// What has to be done.
    pub(crate) task: JobTask,
    /// What it is given beside the template.
    pub(crate) input: JobInput,
    /// The values of the template's variables; those of an import are the ones that were given, as it reads
    /// itself which ones there are.
    pub(crate) variables: Vec<VariableValue>,
}

/// What a job has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobTask {
    /// Read a template version.
    Import,
    /// Tell what a build would make.
    DryRun,
    /// Tell what has changed of a workspace since its last build.
    Drift {
        /// Where that has taken it.
        transition: Transition,
    },
    /// Take a workspace somewhere.
    Build {
        /// Where.
        transition: Transition,
    },
}

/// What the daemon of a job is told; none when what the job works on is gone. An owner who has no SSH key yet
/// gets one.
///
/// # Errors
/// The storage's; `Internal` where what is sealed can't be opened.
pub(crate) async fn assignment(app: &App, job: &CurrentJob) -> Result<Option<Assignment>, Fault> {
    let told = read(app, job).await?;
    let keyless = told.as_ref().and_then(Assignment::keyless_owner);
    match keyless {
        Some(owner) => {
            git_ssh_key::ensure(app, owner).await?;
            read(app, job).await
        }
        None => Ok(told),
    }
}

async fn read(app: &App, job: &CurrentJob) -> Result<Option<Assignment>, Fault> {
    let (job, keys) = (job.clone(), app.sealing().clone());
    let told = app.store().read(move |reader| {
        let (job, keys) = (job.clone(), keys.clone());
        async move { read_with(&reader, &keys, &job).await }
    });
    told.await
}

impl Assignment {
    /// The owner, where they have no SSH key. An import has no owner.
    fn keyless_owner(&self) -> Option<UserId> {
        let owner = &self.input.owner;
        owner.ssh_public_key.is_empty().then(|| owner.id.parse().ok()).flatten()
    }
}

async fn read_with(
    reader: &Reader,
    keys: &SealingKeys,
    job: &CurrentJob,
) -> Result<Option<Assignment>, Fault> {
    let (task, input, variables) = match job.kind {
        JobType::TemplateVersionImport => {
            (JobTask::Import, given::to_import(), given::values_of_import(reader, keys, job).await?)
        }
        JobType::TemplateVersionDryRun => {
            let (input, variables) = given::to_dry_run(reader, keys, job).await?;
            (JobTask::DryRun, input, variables)
        }
        JobType::WorkspaceBuild | JobType::WorkspaceDrift => {
            let Some(build) = job.build_id else { return Ok(None) };
            let Some(build) = reader.build(build).await? else { return Ok(None) };
            let Some(input) = given::to_build(reader, keys, &build.record).await? else { return Ok(None) };
            let variables = given::variables(reader, keys, job.version_id).await?;
            let transition = build.record.transition;
            let task = match job.kind {
                JobType::WorkspaceDrift => JobTask::Drift { transition },
                _ => JobTask::Build { transition },
            };
            (task, input, variables)
        }
    };
    let (attempt, file, provisioner) = (JobAttempt::of(job), job.file_id, job.provisioner);
    Ok(Some(Assignment { attempt, version: job.version_id, file, provisioner, task, input, variables }))
}
