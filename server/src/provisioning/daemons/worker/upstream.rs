//! The server that has given a job, as its daemon sees it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::drift::DriftedResource;
use burgrave_core::provisioning::job::JobErrorCode;
use burgrave_core::provisioning::parameters::DescribedParameter;
use burgrave_core::provisioning::quota::Commit;
use burgrave_core::provisioning::resources::{PlanFacts, Resource};
use burgrave_core::provisioning::version::{DescribedPreset, ExternalAuth, TemplateVariable, VariableValue};
use burgrave_provisioner::hcl::ModuleFiles;
use burgrave_provisioner::terraform::{InitPlace, KeptInit};
use burgrave_store::{JobTiming, KeptInitRecord, LogLine, NotCurrent};
use chrono::{DateTime, Utc};
use slog::Logger;

use super::end::End;
use crate::fault::Fault;
use crate::provisioning::inits::Recalled;
use crate::provisioning::work::Left;

/// What a job has come to.
#[derive(Clone)]
pub(in crate::provisioning::daemons) enum JobResult {
    /// What a template version says.
    Import {
        parameters: Vec<DescribedParameter>,
        presets: Vec<DescribedPreset>,
        external_auth: Vec<ExternalAuth>,
        /// What a start would make.
        start: Vec<Resource>,
        /// What a stop would leave.
        stop: Vec<Resource>,
        /// What the plan of a start said beside them.
        facts: PlanFacts,
        /// The files of the modules that were fetched.
        modules: Arc<ModuleFiles>,
    },
    /// What a start would make.
    DryRun(Vec<Resource>),
    /// What a build has made.
    Build {
        state: Vec<u8>,
        resources: Vec<Resource>,
        /// What the plan said beside them.
        facts: PlanFacts,
        /// How long its parts took.
        timings: Vec<JobTiming>,
    },
    /// What has changed of a workspace without a build.
    Drift(Vec<DriftedResource>),
}

/// Why a job ends without its result.
#[derive(Clone)]
pub(in crate::provisioning::daemons) struct Failure {
    /// For people; empty where the job was canceled.
    pub(in crate::provisioning::daemons) error: String,
    /// For programs.
    pub(in crate::provisioning::daemons) code: Option<JobErrorCode>,
    /// What a build has left behind.
    pub(in crate::provisioning::daemons) left: Option<Left>,
    /// How long its parts took.
    pub(in crate::provisioning::daemons) timings: Vec<JobTiming>,
    /// What was known beside resources when it failed.
    pub(in crate::provisioning::daemons) facts: PlanFacts,
}

/// Whether a build may cost so much.
pub(in crate::provisioning::daemons) struct Committed {
    /// What was held against each other.
    pub(in crate::provisioning::daemons) commit: Commit,
    /// Whether the build goes on.
    pub(in crate::provisioning::daemons) permitted: bool,
}

/// What comes of a call on a job: inside, the reason where the job isn't the daemon's any more.
pub(in crate::provisioning::daemons) type Told<T> = Result<Result<T, NotCurrent>, Fault>;

/// The server that has given a job. Its calls are made again while the server, or its database, is away.
pub(in crate::provisioning::daemons) trait Upstream:
    Send + Sync + 'static
{
    /// What is said of a build that the end of its daemon interrupts.
    const STOPPED: &'static str;

    /// How often the server is told that a job goes on which says nothing, and asked whether it was canceled.
    const POLL: Duration;

    /// The daemon's log.
    fn log(&self) -> &Logger;

    /// The time.
    fn now(&self) -> DateTime<Utc>;

    /// The job.
    fn job(&self) -> ProvisionerJobId;

    /// Unpacks the template's archive into a folder.
    ///
    /// # Errors
    /// `Failed` with what is wrong with the archive; `Trouble` when it can't be had.
    fn unpack_into(&self, folder: PathBuf) -> impl Future<Output = Result<(), End>> + Send;

    /// Writes lines of the log; gives whether the job was canceled.
    fn tell(&self, lines: Vec<LogLine>) -> impl Future<Output = Told<bool>> + Send;

    /// What comes from the server while a step runs.
    fn news(&self) -> impl News + Send;

    /// What earlier jobs of the version have found out for this one.
    fn recall(&self, place: &InitPlace) -> impl Future<Output = Result<Recalled, Fault>> + Send;

    /// Keeps what this one has found out for later ones.
    fn keep_init(
        &self,
        place: &InitPlace,
        used: Option<KeptInitRecord>,
        found: Option<KeptInit>,
    ) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Keeps what an import has read; gives the values of its variables, or which ones are missing, in words.
    fn parsed(
        &self,
        readme: String,
        variables: Vec<TemplateVariable>,
    ) -> impl Future<Output = Told<Result<Vec<VariableValue>, String>>> + Send;

    /// Asks whether a build may cost so much.
    fn commit_quota(&self, cost: i64) -> impl Future<Output = Told<Committed>> + Send;

    /// Ends the job with its result.
    fn complete(&self, result: JobResult) -> impl Future<Output = Told<()>> + Send;

    /// Ends the job without.
    fn fail(&self, failure: Failure) -> impl Future<Output = Told<()>> + Send;

    /// Gives the job back: it has changed nothing, and its daemon ends.
    fn release(&self) -> impl Future<Output = Told<()>> + Send;
}

/// What comes from the server while a step runs.
pub(in crate::provisioning::daemons) trait News {
    /// Waits until there may be something, for [`Upstream::POLL`] at most.
    fn heard(&mut self) -> impl Future<Output = ()> + Send;

    /// Whether the job is known to be canceled.
    fn canceled(&mut self) -> impl Future<Output = bool> + Send;
}
