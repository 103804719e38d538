//! What a daemon does while it carries a job out: stages, lines, steps.

use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::job::{LogLevel, LogSource, Provisioner, TimingStage};
use burgrave_core::provisioning::version::VariableValue;
use burgrave_provisioner::{self as provisioner, Cancellation, LogSink, Planned, SessionFault};
use burgrave_store::{JobTiming, LogLine, NotCurrent};
use chrono::{DateTime, Utc};
use slog::{error, warn};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::end::{End, insist};
use crate::application::App;
use crate::application::command::{Automatic, Command};
use crate::background::Stop;
use crate::fault::Fault;
use crate::provisioning::work::{JobAttempt, Report};

/// Lines of a step that wait to be written at most; a step that writes faster waits.
pub(super) const LINES: usize = 256;

/// What is said of a step that panics. The server's log says more.
const PANICKED: &str =
    "The provisioner broke off unexpectedly. Ask an administrator to look into the server's log.";

/// The server stops.
#[derive(Debug, Clone, Default)]
pub(super) struct Stopping {
    /// Jobs end as soon as they can leave things in order.
    pub(super) soon: Stop,
    /// Jobs end now.
    pub(super) now: Stop,
}

/// A job while it is carried out.
pub(super) struct Session {
    pub(super) app: App,
    pub(super) attempt: JobAttempt,
    /// How long the steps of a build took.
    pub(super) timings: Vec<JobTiming>,
    pub(super) stop: Stopping,
    /// Says to the step that runs that it has to end.
    pub(super) cancellation: Cancellation,
    provisioner: Provisioner,
    /// What carries it out; there since the template is.
    job: Option<Arc<Mutex<provisioner::Session>>>,
    stage: Stage,
    dry_run: bool,
}

impl Session {
    pub(super) fn new(
        app: App,
        attempt: JobAttempt,
        provisioner: Provisioner,
        dry_run: bool,
        stop: Stopping,
    ) -> Self {
        let (timings, cancellation, stage) = (Vec::new(), Cancellation::new(), Stage::SettingUp);
        Self { app, attempt, timings, stop, cancellation, provisioner, job: None, stage, dry_run }
    }

    /// The template is there.
    pub(super) fn begin(&mut self, job: provisioner::Session) {
        self.job = Some(Arc::new(Mutex::new(job)));
    }

    /// Begins a stage, unless the job was canceled or the server stops.
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
        match self.report(opener.into_iter().collect()).await? {
            true => Err(End::Canceled),
            false => Ok(()),
        }
    }

    /// Begins the last stage, whatever has become of the job.
    pub(super) async fn close(&mut self) {
        self.stage = Stage::CleaningUp;
        let line = self.line(LogSource::ProvisionerDaemon, LogLevel::Info, String::new());
        // What keeps it from being written keeps the end from being written too, and is told there.
        let _ = self.report(vec![line]).await;
    }

    /// Writes a line. One that can't be written is told of in the server's log: what the job has made so far
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
        let begun = self.app.now();
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
                error!(self.app.log(), "a provisioner panicked"; "job" => %self.attempt.job);
                Err(self.fail(PANICKED.into()).await?)
            }
        }
    }

    /// Fetches what the template needs, where it is one that needs something.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub(super) async fn init(&mut self) -> Result<(), End> {
        match self.provisioner {
            Provisioner::Echo => Ok(()),
            Provisioner::Terraform => {
                self.run(Stage::Initializing, |job, log, cancellation| job.init(log, cancellation)).await
            }
        }
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
        self.step(|job, log, cancellation| job.graph_plan(log, cancellation)).await
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

    /// Runs a command on the job.
    ///
    /// # Errors
    /// `Lost`, `Trouble`.
    pub(super) async fn execute<T, C>(&self, command: C) -> Result<T, End>
    where
        T: Send + 'static,
        C: Command<Actor = Automatic, Output = Result<T, NotCurrent>> + Clone,
    {
        Ok(insist(&self.app, command).await??)
    }

    /// Says that the job goes on; gives whether it was canceled.
    async fn report(&self, lines: Vec<LogLine>) -> Result<bool, End> {
        Ok(self.tell(lines).await??)
    }

    /// The same, where the server's own trouble doesn't end the job.
    pub(super) async fn tell(&self, lines: Vec<LogLine>) -> Result<Result<bool, NotCurrent>, Fault> {
        insist(&self.app, Report { attempt: self.attempt, lines }).await
    }

    pub(super) fn line(&self, source: LogSource, level: LogLevel, output: String) -> LogLine {
        let stage = self.stage.name().to_owned();
        LogLine { created_at: self.app.now(), source, level, stage, output }
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
            ended_at: self.app.now(),
            stage,
            source: "coder".into(),
            action: "echo".into(),
            resource: resource.into(),
        });
    }

    /// What comes from this machine and not from the template is for the server's log.
    async fn fault(&self, fault: &SessionFault) -> Result<End, End> {
        let cause = fault.source().and_then(Error::source);
        if let Some(cause) = cause.and_then(|cause| cause.downcast_ref::<io::Error>()) {
            warn!(self.app.log(), "a step of a job fails"; "job" => %self.attempt.job, "cause" => %cause);
        }
        self.fail(fault.to_string()).await
    }
}

fn timing(from: provisioner::Timing) -> JobTiming {
    let provisioner::Timing { stage, source, action, resource, started_at, ended_at } = from;
    JobTiming { started_at, ended_at, stage, source, action, resource }
}
