//! The server of this very process, as the daemon of a job sees it.

use std::path::PathBuf;
use std::time::Duration;

use burgrave_core::ids::{FileId, ProvisionerJobId, TemplateVersionId};
use burgrave_core::provisioning::version::{TemplateVariable, VariableValue};
use burgrave_provisioner::terraform::{InitPlace, KeptInit};
use burgrave_store::{KeptInitRecord, Listener, LogLine, NotCurrent};
use chrono::{DateTime, Utc};
use slog::Logger;

use super::super::worker::{Committed, End, Failure, JobResult, News, Upstream};
use super::archive::unpack_into;
use super::insist::insist;
use crate::application::App;
use crate::fault::Fault;
use crate::provisioning::inits::{self, Recalled};
use crate::provisioning::quotas::enforced;
use crate::provisioning::work::{
    Assignment, CommitQuota, CompleteBuild, CompleteDrift, CompleteDryRun, CompleteImport, Fail, JobAttempt,
    Release, Report, ReportParsed, job_topic,
};

/// The server, for one attempt at a job.
pub(super) struct Here {
    app: App,
    attempt: JobAttempt,
    version: TemplateVersionId,
    file: FileId,
}

impl Here {
    pub(super) fn new(app: App, assignment: &Assignment) -> Self {
        let &Assignment { attempt, version, file, .. } = assignment;
        Self { app, attempt, version, file }
    }
}

impl Upstream for Here {
    const STOPPED: &'static str =
        "The server was stopped while the build was carried out. Look at what is there, and build again.";

    const POLL: Duration = Duration::from_secs(5);

    fn log(&self) -> &Logger {
        self.app.log()
    }

    fn now(&self) -> DateTime<Utc> {
        self.app.now()
    }

    fn job(&self) -> ProvisionerJobId {
        self.attempt.job
    }

    async fn unpack_into(&self, folder: PathBuf) -> Result<(), End> {
        unpack_into(&self.app, self.file, folder).await
    }

    async fn tell(&self, lines: Vec<LogLine>) -> Result<Result<bool, NotCurrent>, Fault> {
        insist(&self.app, Report { attempt: self.attempt, lines }).await
    }

    fn news(&self) -> impl News + Send {
        let listener = self.app.store().listen(&job_topic(self.attempt.job), Self::POLL);
        Signals { app: self.app.clone(), job: self.attempt.job, listener }
    }

    async fn recall(&self, place: &InitPlace) -> Result<Recalled, Fault> {
        inits::recall(&self.app, self.version, place).await
    }

    async fn keep_init(
        &self,
        place: &InitPlace,
        used: Option<KeptInitRecord>,
        found: Option<KeptInit>,
    ) -> Result<(), Fault> {
        inits::keep(&self.app, self.attempt, place, used, found).await
    }

    async fn parsed(
        &self,
        readme: String,
        variables: Vec<TemplateVariable>,
    ) -> Result<Result<Result<Vec<VariableValue>, String>, NotCurrent>, Fault> {
        let (attempt, app) = (self.attempt, self.app.clone());
        let told = insist(&self.app, ReportParsed { attempt, readme, variables, app }).await?;
        Ok(told.map(|values| values.map_err(|missing| missing.to_string())))
    }

    async fn commit_quota(&self, cost: i64) -> Result<Result<Committed, NotCurrent>, Fault> {
        let asked = CommitQuota { attempt: self.attempt, cost, enforced: enforced(&self.app) };
        let told = insist(&self.app, asked).await?;
        Ok(told.map(|told| Committed { commit: told.commit, permitted: told.decision.permitted }))
    }

    async fn complete(&self, result: JobResult) -> Result<Result<(), NotCurrent>, Fault> {
        let (app, attempt) = (&self.app, self.attempt);
        match result {
            JobResult::Import { parameters, presets, external_auth, start, stop, facts, modules } => {
                let import = CompleteImport {
                    attempt,
                    parameters,
                    presets,
                    external_auth,
                    start,
                    stop,
                    facts,
                    modules,
                };
                insist(app, import).await
            }
            JobResult::DryRun(resources) => insist(app, CompleteDryRun { attempt, resources }).await,
            JobResult::Drift(resources) => insist(app, CompleteDrift { attempt, resources }).await,
            JobResult::Build { state, resources, facts, timings } => {
                let quiet = app.quiet_rule();
                insist(app, CompleteBuild { attempt, state, resources, facts, timings, quiet }).await
            }
        }
    }

    async fn fail(&self, failure: Failure) -> Result<Result<(), NotCurrent>, Fault> {
        let Failure { error, code, left, timings, facts } = failure;
        insist(&self.app, Fail { attempt: self.attempt, error, code, left, timings, facts }).await
    }

    async fn release(&self) -> Result<Result<(), NotCurrent>, Fault> {
        insist(&self.app, Release { attempt: self.attempt }).await
    }
}

/// Signals about a job.
struct Signals {
    app: App,
    job: ProvisionerJobId,
    listener: Listener,
}

impl News for Signals {
    async fn heard(&mut self) {
        self.listener.heard().await;
    }

    async fn canceled(&mut self) -> bool {
        let id = self.job;
        let job = self.app.store().read(move |reader| async move { reader.job(id).await }).await;
        job.is_ok_and(|job| job.is_some_and(|job| job.canceled_at.is_some()))
    }
}
