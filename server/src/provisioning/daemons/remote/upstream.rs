//! The server on another machine, as the daemon of a job sees it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::quota::Commit;
use burgrave_core::provisioning::resources::PlanFacts;
use burgrave_core::provisioning::version::{TemplateVariable, VariableValue};
use burgrave_core::{Clock, SystemClock};
use burgrave_provisioner::terraform::{InitPlace, KeptInit};
use burgrave_provisioner::unpack;
use burgrave_provisioner::wire::wire_variable;
use burgrave_store::{KeptInitRecord, LogLine, NotCurrent};
use burgrave_wire::drpc::CallFault;
use burgrave_wire::provisionerd::completed_job::Type;
use burgrave_wire::provisionerd::{
    CommitQuotaRequest, CommitQuotaResponse, CompletedJob, Empty, Log, UpdateJobRequest, UpdateJobResponse,
};
use burgrave_wire::{MESSAGE, Message, method, provisioner as wire};
use chrono::{DateTime, Utc};
use slog::{Logger, warn};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::super::not_current;
use super::super::worker::{Committed, End, Failure, JobResult, News, Upstream};
use super::acquired::variable;
use super::hand_in::hand_in;
use super::link::{Link, Unanswered};
use super::results::{completed, failed, log};
use crate::fault::Fault;
use crate::metrics::{JobOutcome as Outcome, ProvisionerMetrics};
use crate::provisioning::inits::Recalled;

/// Bytes of the lines of one call at most.
const LINES: usize = 1024 * 1024;

/// How long the files of modules may take to the server.
const HAND_IN: Duration = Duration::from_secs(60);

/// What is said of a job that the end of its daemon interrupts before it has changed anything.
const GIVEN_UP: &str = "The daemon was stopped before the job had ended. Ask for it again.";

/// What is said where the server is away for longer than it keeps a job.
const AWAY: &str = "the server is away";

/// The server, for one job.
pub(super) struct There {
    pub(super) link: Link,
    pub(super) log: Logger,
    pub(super) metrics: Arc<ProvisionerMetrics>,
    pub(super) id: ProvisionerJobId,
    /// The template, as a tar; it is unpacked once.
    pub(super) archive: Mutex<Vec<u8>>,
    /// The values that were given to an import.
    pub(super) given: Vec<VariableValue>,
}

impl There {
    async fn call<Answer: Message + Default>(
        &self,
        name: &str,
        message: &impl Message,
    ) -> Result<Result<Answer, NotCurrent>, Fault> {
        match self.link.call(name, message).await {
            Ok(answer) => Ok(Ok(answer)),
            Err(Unanswered::Away) => Err(Fault::Internal(AWAY.into())),
            Err(Unanswered::Refused(text)) => match not_current::read(&text) {
                Some(reason) => Ok(Err(reason)),
                None => Err(Fault::Refused { message: text }),
            },
        }
    }

    fn update(&self) -> UpdateJobRequest {
        UpdateJobRequest { job_id: self.id.to_string(), ..UpdateJobRequest::default() }
    }

    /// Sends the files of modules; gives their hash, an empty one where the server can't have them: what an
    /// import has found is worth more.
    async fn hand_in(&self, archive: &[u8]) -> Vec<u8> {
        for again in [true, false] {
            let handed_in =
                async { hand_in(&self.link.session().await.ok_or(CallFault::Broken)?, archive).await };
            let why = match timeout(HAND_IN, handed_in).await {
                Ok(Ok(hash)) => return hash,
                Ok(Err(fault)) => fault.to_string(),
                Err(_) => "it took too long".to_owned(),
            };
            warn!(self.log, "the files of an import's modules don't reach the server"; "job" => %self.id,
                "why" => why, "again" => again);
        }
        Vec::new()
    }

    async fn logs(&self, logs: Vec<Log>) -> Result<Result<bool, NotCurrent>, Fault> {
        let update = UpdateJobRequest { logs, ..self.update() };
        let told = self.call::<UpdateJobResponse>(method::UPDATE_JOB, &update).await?;
        Ok(told.map(|told| told.canceled))
    }
}

impl Upstream for There {
    const STOPPED: &'static str =
        "The daemon was stopped while the build was carried out. Look at what is there, and build again.";

    const POLL: Duration = Duration::from_secs(2);

    fn log(&self) -> &Logger {
        &self.log
    }

    fn now(&self) -> DateTime<Utc> {
        SystemClock.now()
    }

    fn job(&self) -> ProvisionerJobId {
        self.id
    }

    async fn unpack_into(&self, folder: PathBuf) -> Result<(), End> {
        let archive = std::mem::take(&mut *self.archive.lock().unwrap_or_else(PoisonError::into_inner));
        match spawn_blocking(move || unpack(&*archive, &folder)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(fault)) => Err(End::failed(fault.to_string())),
            Err(_) => Err(End::failed("The template's archive can't be read.")),
        }
    }

    async fn tell(&self, lines: Vec<LogLine>) -> Result<Result<bool, NotCurrent>, Fault> {
        let (mut part, mut bytes) = (Vec::new(), 0);
        for line in lines {
            let size = line.output.len() + line.stage.len();
            if bytes + size > LINES && !part.is_empty() {
                if let Err(reason) = self.logs(std::mem::take(&mut part)).await? {
                    return Ok(Err(reason));
                }
                bytes = 0;
            }
            bytes += size;
            part.push(log(line));
        }
        self.logs(part).await
    }

    fn news(&self) -> impl News + Send {
        Timer
    }

    async fn recall(&self, _: &InitPlace) -> Result<Recalled, Fault> {
        Ok(Recalled::default())
    }

    /// The protocol has no word for it; downloaded providers stay on this machine.
    async fn keep_init(
        &self,
        _: &InitPlace,
        _: Option<KeptInitRecord>,
        _: Option<KeptInit>,
    ) -> Result<(), Fault> {
        Ok(())
    }

    async fn parsed(
        &self,
        readme: String,
        variables: Vec<TemplateVariable>,
    ) -> Result<Result<Result<Vec<VariableValue>, String>, NotCurrent>, Fault> {
        let given = |one: &VariableValue| wire::VariableValue {
            name: one.name.clone(),
            value: one.value.clone(),
            sensitive: one.sensitive,
        };
        let update = UpdateJobRequest {
            template_variables: variables.iter().map(wire_variable).collect(),
            user_variable_values: self.given.iter().map(given).collect(),
            readme: readme.into_bytes(),
            ..self.update()
        };
        let told = match self.call::<UpdateJobResponse>(method::UPDATE_JOB, &update).await {
            Err(Fault::Refused { message }) if message.starts_with("required template variables") => {
                return Ok(Ok(Err(message)));
            }
            told => told?,
        };
        Ok(told.map(|told| Ok(told.variable_values.into_iter().map(variable).collect())))
    }

    async fn commit_quota(&self, cost: i64) -> Result<Result<Committed, NotCurrent>, Fault> {
        let daily_cost = i32::try_from(cost).unwrap_or(i32::MAX);
        let asked = CommitQuotaRequest { job_id: self.id.to_string(), daily_cost };
        let told = self.call::<CommitQuotaResponse>(method::COMMIT_QUOTA, &asked).await?;
        Ok(told.map(|told| {
            let after = i64::from(told.credits_consumed);
            let consumed = if told.ok { after - cost } else { after };
            let budget = Some(i64::from(told.budget)).filter(|budget| *budget >= 0);
            Committed { commit: Commit { budget, consumed, previous: None, cost }, permitted: told.ok }
        }))
    }

    async fn complete(&self, result: JobResult) -> Result<Result<(), NotCurrent>, Fault> {
        let Some(result) = completed(result) else {
            return Err(Fault::Internal("the server has no word for the result of this job".into()));
        };
        let mut job = CompletedJob { job_id: self.id.to_string(), r#type: Some(result) };
        // What fits goes with the result, which is told again after a break.
        if job.encoded_len() > MESSAGE
            && let Some(Type::TemplateImport(import)) = &mut job.r#type
        {
            import.module_files_hash = self.hand_in(&std::mem::take(&mut import.module_files)).await;
        }
        let told = self.call::<Empty>(method::COMPLETE_JOB, &job).await?;
        self.metrics.ended(if told.is_ok() { Outcome::Succeeded } else { Outcome::Lost });
        Ok(told.map(drop))
    }

    async fn fail(&self, failure: Failure) -> Result<Result<(), NotCurrent>, Fault> {
        let job = failed(self.id.to_string(), &failure);
        let told = self.call::<Empty>(method::FAIL_JOB, &job).await?;
        self.metrics.ended(match &told {
            Err(_) => Outcome::Lost,
            Ok(_) if failure.error.is_empty() => Outcome::Canceled,
            Ok(_) => Outcome::Failed,
        });
        Ok(told.map(drop))
    }

    async fn release(&self) -> Result<Result<(), NotCurrent>, Fault> {
        let (error, timings, facts) = (GIVEN_UP.to_owned(), Vec::new(), PlanFacts::default());
        self.fail(Failure { error, code: None, left: None, timings, facts }).await
    }
}

/// Nothing comes from the server by itself.
struct Timer;

impl News for Timer {
    async fn heard(&mut self) {
        tokio::time::sleep(There::POLL).await;
    }

    async fn canceled(&mut self) -> bool {
        false
    }
}
