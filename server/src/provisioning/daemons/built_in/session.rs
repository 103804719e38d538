//! What a daemon does while it carries a job out: stages, lines, steps.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::job::{LogLevel, LogSource, TimingStage};
use burgrave_provisioner::echo::{self, EchoFault};
use burgrave_provisioner::{self as provisioner, LogSink, Planned, Step};
use burgrave_store::{JobTiming, LogLine, NotCurrent};
use chrono::{DateTime, Utc};
use slog::{debug, error, warn};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::end::{End, insist};
use crate::application::App;
use crate::application::command::{Automatic, Command};
use crate::background::{Failed, Stop};
use crate::provisioning::work::{JobAttempt, Report, job_topic};

/// Lines of a step that wait to be written at most; a step that writes faster waits.
const LINES: usize = 256;

/// How often the server is told that a job goes on which says nothing, and asked whether it was canceled.
const POLL: Duration = Duration::from_secs(5);

/// What is said of a step that panics. The server's log says more.
const PANICKED: &str =
    "The provisioner broke off unexpectedly. Ask an administrator to look into the server's log.";

/// A job while it is carried out.
pub(super) struct Session {
    pub(super) app: App,
    pub(super) attempt: JobAttempt,
    /// How long the steps of a build took.
    pub(super) timings: Vec<JobTiming>,
    /// The server stops.
    pub(super) stop: Stop,
    folder: Arc<TempDir>,
    stage: Stage,
    dry_run: bool,
}

impl Session {
    pub(super) fn new(app: App, attempt: JobAttempt, dry_run: bool, folder: TempDir, stop: Stop) -> Self {
        let (timings, stage, folder) = (Vec::new(), Stage::SettingUp, Arc::new(folder));
        Self { app, attempt, timings, stop, folder, stage, dry_run }
    }

    /// The job's folder.
    pub(super) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Begins a stage, unless the job was canceled or the server stops.
    ///
    /// # Errors
    /// `Canceled`, `Stopped`, `Lost`, `Trouble`.
    pub(super) async fn open(&mut self, stage: Stage) -> Result<(), End> {
        if self.stop.is_cancelled() {
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

    /// Writes a line. One that can't be written is told of in the server's log: what the job has made so far is
    /// worth more than its line.
    ///
    /// # Errors
    /// `Lost`.
    pub(super) async fn say(
        &self,
        source: LogSource,
        level: LogLevel,
        output: impl Into<String>,
    ) -> Result<(), End> {
        self.keep(vec![self.line(source, level, output.into())]).await.map(drop)
    }

    /// Begins a stage and runs its step.
    ///
    /// # Errors
    /// As [`Session::open`] and [`Session::step`].
    pub(super) async fn run<T: Send + 'static>(
        &mut self,
        stage: Stage,
        step: impl FnOnce(LogSink<'_>) -> Result<Step<T>, EchoFault> + Send + 'static,
    ) -> Result<T, End> {
        self.open(stage).await?;
        self.step(step).await
    }

    /// Runs the step of the stage in a thread of its own, and writes its lines as they come.
    ///
    /// # Errors
    /// What ends the job. A step that has ended well gives its result also where the job was canceled meanwhile.
    pub(super) async fn step<T: Send + 'static>(
        &mut self,
        step: impl FnOnce(LogSink<'_>) -> Result<Step<T>, EchoFault> + Send + 'static,
    ) -> Result<T, End> {
        let begun = self.app.now();
        let (sender, lines) = mpsc::channel(LINES);
        let working = spawn_blocking(move || {
            step(&mut |line| {
                // Nobody listens any more where the job was lost.
                let _ = sender.blocking_send(line);
            })
        });
        let written = self.write(lines).await;
        let told = working.await;
        written?;
        let result = match told {
            Ok(Ok(Step::Complete(result))) => Ok(result),
            Ok(Ok(Step::Waits)) => Err(self.wait().await),
            Ok(Err(fault)) => Err(self.fail(fault.to_string()).await?),
            Err(_) => {
                error!(self.app.log(), "a provisioner panicked"; "job" => %self.attempt.job);
                Err(self.fail(PANICKED.into()).await?)
            }
        };
        self.measure(begun);
        result
    }

    /// Plans what a build with this transition would make.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub(super) async fn plan(&mut self, stage: Stage, transition: Transition) -> Result<Planned, End> {
        let folder = self.folder();
        self.run(stage, move |log| echo::plan(&folder, transition, log)).await
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
        self.execute(Report { attempt: self.attempt, lines }).await
    }

    /// Writes lines until there are no more, or until the first that can't be written; the others are lost then,
    /// and the step goes on.
    ///
    /// # Errors
    /// `Lost`.
    async fn write(&self, mut lines: mpsc::Receiver<provisioner::LogLine>) -> Result<(), End> {
        let (mut batch, mut kept) = (Vec::new(), true);
        while lines.recv_many(&mut batch, LINES).await > 0 {
            let lines =
                batch.drain(..).map(|line| self.line(LogSource::Provisioner, line.level, line.output));
            if kept {
                kept = self.keep(lines.collect()).await?;
            }
        }
        Ok(())
    }

    /// Writes lines; false, with a word in the server's log, where they can't be written.
    async fn keep(&self, lines: Vec<LogLine>) -> Result<bool, End> {
        match self.report(lines).await {
            Err(End::Trouble(fault)) => {
                warn!(self.app.log(), "lines of a job are lost"; "job" => %self.attempt.job,
                    "cause" => %Failed::from(fault));
                Ok(false)
            }
            told => told.map(|_canceled| true),
        }
    }

    /// Waits until the job is canceled, or lost, or the server stops.
    async fn wait(&self) -> End {
        let mut listener = self.app.store().listen(&job_topic(self.attempt.job), POLL);
        let mut told = false;
        loop {
            match self.report(Vec::new()).await {
                Ok(true) => return End::Canceled,
                Ok(false) if !std::mem::replace(&mut told, true) => {
                    debug!(self.app.log(), "job waits"; "job" => %self.attempt.job);
                }
                Ok(false) => {}
                Err(end) => return end,
            }
            tokio::select! {
                biased;
                () = self.stop.cancelled() => return End::Stopped,
                () = listener.heard() => {}
            }
        }
    }

    fn line(&self, source: LogSource, level: LogLevel, output: String) -> LogLine {
        let stage = self.stage.name().to_owned();
        LogLine { created_at: self.app.now(), source, level, stage, output }
    }

    fn measure(&mut self, begun: DateTime<Utc>) {
        let (stage, resource) = match self.stage {
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
}
