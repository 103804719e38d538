//! What a daemon does while it carries a job out: stages, lines, steps.

use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::job::{LogLevel, LogSource, Provisioner, TimingStage};
use burgrave_core::provisioning::resources::PlanFacts;
use burgrave_core::provisioning::version::VariableValue;
use burgrave_provisioner::terraform::InitPlace;
use burgrave_provisioner::{self as provisioner, Cancellation, LogSink, Planned, SessionFault};
use burgrave_store::{JobTiming, LogLine};
use chrono::{DateTime, Utc};
use slog::{error, warn};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::end::End;
use super::upstream::Upstream;
use super::work::Work;
use crate::background::{Failed, Stop};
use crate::provisioning::inits::Recalled;
use crate::provisioning::work::JobTask;

/// Lines of a step that wait to be written at most; a step that writes faster waits.
pub(super) const LINES: usize = 256;

/// What is said of a step that panics. The daemon's log says more.
const PANICKED: &str =
    "The provisioner broke off unexpectedly. Ask an administrator to look into the log of its daemon.";

/// The daemon stops.
#[derive(Debug, Clone, Default)]
pub(in crate::provisioning::daemons) struct Stopping {
    /// Jobs end as soon as they can leave things in order.
    pub(in crate::provisioning::daemons) soon: Stop,
    /// Jobs end now.
    pub(in crate::provisioning::daemons) now: Stop,
}

/// A job while it is carried out.
pub(super) struct Session<'a, U> {
    pub(super) upstream: &'a U,
    /// How long the steps of a build took.
    pub(super) timings: Vec<JobTiming>,
    /// What is known beside resources so far.
    pub(super) facts: PlanFacts,
    pub(super) stop: Stopping,
    /// Says to the step that runs that it has to end.
    pub(super) cancellation: Cancellation,
    provisioner: Provisioner,
    /// What carries it out; there since the template is.
    job: Option<Arc<Mutex<provisioner::Session>>>,
    stage: Stage,
    dry_run: bool,
}

impl<'a, U: Upstream> Session<'a, U> {
    pub(super) fn new(upstream: &'a U, work: &Work, stop: Stopping) -> Self {
        let &Work { provisioner, task, .. } = work;
        let dry_run = matches!(task, JobTask::DryRun);
        let (cancellation, stage) = (Cancellation::new(), Stage::SettingUp);
        let (timings, facts) = (Vec::new(), PlanFacts::default());
        Self { upstream, timings, facts, stop, cancellation, provisioner, job: None, stage, dry_run }
    }

    /// The template is there.
    pub(super) fn begin(&mut self, job: provisioner::Session) {
        self.job = Some(Arc::new(Mutex::new(job)));
    }

    /// What carries the job out, with its folder.
    pub(super) fn into_job(self) -> Option<Arc<Mutex<provisioner::Session>>> {
        self.job
    }

    /// Begins a stage, unless the job was canceled or the daemon stops.
    ///
    /// # Errors
    /// `Canceled`, `Stopped`, `Lost`, `Trouble`.
    pub(super) async fn open(&mut self, stage: Stage) -> Result<(), End> {
        if self.stop.soon.is_cancelled() {
            return Err(End::Stopped);
        }
        self.stage = stage;
        let detecting = matches!(stage, Stage::DetectingPersistent | Stage::DetectingEphemeral);
        let silent = !stage.has_opening_line() || (self.dry_run && detecting);
        let opener =
            (!silent).then(|| self.line(LogSource::ProvisionerDaemon, LogLevel::Info, String::new()));
        match self.upstream.tell(opener.into_iter().collect()).await?? {
            true => Err(End::Canceled),
            false => Ok(()),
        }
    }

    /// Begins the last stage, whatever has become of the job.
    pub(super) async fn close(&mut self) {
        self.stage = Stage::CleaningUp;
        let line = self.line(LogSource::ProvisionerDaemon, LogLevel::Info, String::new());
        // What keeps it from being written keeps the end from being written too, and is told there.
        let _ = self.upstream.tell(vec![line]).await;
    }

    /// Writes a line. One that can't be written is told of in the daemon's log: what the job has made so far
    /// is worth more than its line.
    ///
    /// # Errors
    /// `Lost`.
    pub(super) async fn say(
        &self,
        source: LogSource,
        level: LogLevel,
        output: impl Into<String>,
    ) -> Result<(), End> {
        self.keep(vec![self.line(source, level, output.into())]).await?;
        Ok(())
    }

    /// Begins a stage and runs its step.
    ///
    /// # Errors
    /// As [`Session::open`] and [`Session::step`].
    pub(super) async fn run<T: Send + 'static>(
        &mut self,
        stage: Stage,
        step: impl FnOnce(&mut provisioner::Session, LogSink<'_>, &Cancellation) -> Result<T, SessionFault>
        + Send
        + 'static,
    ) -> Result<T, End> {
        self.open(stage).await?;
        let begun = self.upstream.now();
        let result = self.step(step).await;
        self.measure(begun);
        result
    }

    /// Runs a step of the stage in a thread of its own, and writes its lines as they come.
    ///
    /// # Errors
    /// What ends the job. A step that has ended well gives its result also where the job was canceled
    /// meanwhile.
    pub(super) async fn step<T: Send + 'static>(
        &mut self,
        step: impl FnOnce(&mut provisioner::Session, LogSink<'_>, &Cancellation) -> Result<T, SessionFault>
        + Send
        + 'static,
    ) -> Result<T, End> {
        let Some(job) = self.job.clone() else { return Err(End::failed(PANICKED)) };
        let (sender, lines) = mpsc::channel(LINES);
        let cancellation = self.cancellation.clone();
        let working = spawn_blocking(move || {
            let mut job = job.lock().unwrap_or_else(PoisonError::into_inner);
            let told = step(
                &mut job,
                &mut |line| {
                    // Nobody listens any more where the job was lost.
                    let _ = sender.blocking_send(line);
                },
                &cancellation,
            );
            (told, job.take_timings())
        });
        let followed = self.follow(lines).await;
        let told = working.await;
        followed?;
        match told {
            Ok((told, timings)) => {
                self.timings.extend(timings.into_iter().map(timing));
                match told {
                    Ok(result) => Ok(result),
                    Err(SessionFault::Canceled) if self.stop.soon.is_cancelled() => Err(End::Stopped),
                    Err(SessionFault::Canceled) => Err(End::Canceled),
                    Err(fault) => Err(self.fault(&fault).await?),
                }
            }
            Err(_) => {
                error!(self.upstream.log(), "a provisioner panicked"; "job" => %self.upstream.job());
                Err(self.fail(PANICKED.into()).await?)
            }
        }
    }

    /// Fetches what the template needs, where it is one that needs something.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub(super) async fn init(&mut self) -> Result<(), End> {
        if self.provisioner == Provisioner::Echo {
            return Ok(());
        }
        let Some(place) = self.init_place() else { return Ok(()) };
        let Recalled { init, record } = self.upstream.recall(&place).await?;
        let found =
            self.run(Stage::Initializing, |job, log, cancellation| job.init(init, log, cancellation)).await?;
        // A job goes on without: the next one looks for it again.
        if let Err(fault) = self.upstream.keep_init(&place, record, found).await {
            warn!(self.upstream.log(), "what a job has initialized can't be kept for the next one";
                "job" => %self.upstream.job(), "cause" => %Failed::from(fault));
        }
        let modules = self.step(|job, _, _| Ok(job.modules())).await?;
        self.facts = PlanFacts::of(modules, Vec::new());
        Ok(())
    }

    fn init_place(&self) -> Option<InitPlace> {
        self.job.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).init_place()
    }

    /// Plans what a build with this transition would make.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub(super) async fn plan(
        &mut self,
        stage: Stage,
        transition: Transition,
        values: Vec<VariableValue>,
    ) -> Result<Planned, End> {
        self.run(stage, move |job, log, cancellation| job.plan(transition, &values, log, cancellation))
            .await?;
        if self.provisioner == Provisioner::Terraform {
            self.open(Stage::Graphing).await?;
        }
        self.step(|job, log, _| job.graph_plan(log)).await
    }

    /// Goes to the stage in which resources are told from the graph, whether or not the job was canceled
    /// meanwhile: what was made has to be told.
    pub(super) fn graph(&mut self) {
        self.stage = Stage::Graphing;
        self.cancellation = Cancellation::new();
    }

    /// Says in the log why the job fails.
    ///
    /// # Errors
    /// `Lost`.
    pub(super) async fn fail(&self, error: String) -> Result<End, End> {
        self.say(LogSource::Provisioner, LogLevel::Error, error.clone()).await?;
        Ok(End::failed(error))
    }

    pub(super) fn line(&self, source: LogSource, level: LogLevel, output: String) -> LogLine {
        let stage = self.stage.name().to_owned();
        LogLine { created_at: self.upstream.now(), source, level, stage, output }
    }

    /// Measures the parts of a job whose executor doesn't.
    pub(super) fn measure(&mut self, begun: DateTime<Utc>) {
        let (stage, resource) = match self.stage {
            _ if self.provisioner != Provisioner::Echo => return,
            Stage::Planning => (TimingStage::Plan, "coder_stage_plan"),
            Stage::Applying(_) => (TimingStage::Apply, "coder_stage_apply"),
            _ => return,
        };
        self.timings.push(JobTiming {
            started_at: begun,
            ended_at: self.upstream.now(),
            stage,
            source: "coder".into(),
            action: "echo".into(),
            resource: resource.into(),
        });
    }

    /// What comes from this machine and not from the template is for the daemon's log.
    async fn fault(&self, fault: &SessionFault) -> Result<End, End> {
        let cause = fault.source().and_then(Error::source);
        if let Some(cause) = cause.and_then(|cause| cause.downcast_ref::<io::Error>()) {
            let upstream = self.upstream;
            warn!(upstream.log(), "a step of a job fails"; "job" => %upstream.job(), "cause" => %cause);
        }
        self.fail(fault.to_string()).await
    }
}

fn timing(from: provisioner::Timing) -> JobTiming {
    let provisioner::Timing { stage, source, action, resource, started_at, ended_at } = from;
    JobTiming { started_at, ended_at, stage, source, action, resource }
}
