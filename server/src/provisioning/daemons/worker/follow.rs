//! A step while it runs: its lines are written as they come, and it is told when it has to end.

use std::time::Duration;

use burgrave_core::provisioning::job::LogSource;
use burgrave_provisioner as provisioner;
use burgrave_store::NotCurrent;
use slog::{debug, warn};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::session::{LINES, Session};
use super::upstream::{News, Upstream};
use crate::background::Failed;

/// When a step that says nothing is one that waits.
const QUIET: Duration = Duration::from_millis(50);

impl<U: Upstream> Session<'_, U> {
    /// Writes lines until there are no more, or until the first that can't be written; the others are lost
    /// then, and the step goes on. A step of a job that was canceled or lost, or of a daemon that stops, is
    /// told to end.
    ///
    /// # Errors
    /// The job isn't the daemon's any more; the step has come to its end. Nothing else may cost a step its
    /// result: it may have made something.
    pub(super) async fn follow(
        &self,
        mut lines: mpsc::Receiver<provisioner::LogLine>,
    ) -> Result<(), NotCurrent> {
        let mut news = self.upstream.news();
        let (mut batch, mut told, mut ended) = (Vec::new(), Told::default(), Ok(()));
        let quiet = tokio::time::sleep(QUIET);
        tokio::pin!(quiet);
        loop {
            let ending = self.cancellation.is_canceled();
            tokio::select! {
                biased;
                received = lines.recv_many(&mut batch, LINES) => {
                    if received == 0 {
                        return ended;
                    }
                    let lines = batch.drain(..);
                    let lines = lines.map(|line| self.line(LogSource::Provisioner, line.level, line.output));
                    let lines = lines.collect();
                    if ended.is_ok() && told.kept {
                        ended = self.keep(lines).await.map(|kept| told.kept = kept);
                        told.at = Instant::now();
                    }
                }
                () = self.stop.now.cancelled(), if !self.cancellation.is_killed() => self.cancellation.kill(),
                () = self.stop.soon.cancelled(), if !ending => self.cancellation.cancel(),
                () = &mut quiet, if !told.waits => {
                    told.waits = true;
                    debug!(self.upstream.log(), "job waits"; "job" => %self.upstream.job());
                }
                () = news.heard(), if ended.is_ok() => ended = self.look(&mut told, &mut news).await,
            }
            if ended.is_err() {
                self.cancellation.cancel();
            }
        }
    }

    /// Finds out whether the job was canceled, and says from time to time that it goes on. What can't be
    /// found out now is asked again soon.
    async fn look(&self, told: &mut Told, news: &mut impl News) -> Result<(), NotCurrent> {
        let canceled = if told.at.elapsed() >= U::POLL {
            told.at = Instant::now();
            match self.upstream.tell(Vec::new()).await {
                Ok(answer) => answer?,
                Err(_) => false,
            }
        } else {
            news.canceled().await
        };
        if canceled {
            self.cancellation.cancel();
        }
        Ok(())
    }

    /// Writes lines; false, with a word in the daemon's log, where they can't be written.
    ///
    /// # Errors
    /// The job isn't the daemon's any more.
    pub(super) async fn keep(&self, lines: Vec<burgrave_store::LogLine>) -> Result<bool, NotCurrent> {
        match self.upstream.tell(lines).await {
            Err(fault) => {
                warn!(self.upstream.log(), "lines of a job are lost"; "job" => %self.upstream.job(),
                    "cause" => %Failed::from(fault));
                Ok(false)
            }
            Ok(Err(reason)) => Err(reason),
            Ok(Ok(canceled)) => {
                if canceled {
                    self.cancellation.cancel();
                }
                Ok(true)
            }
        }
    }
}

/// What the server was told of a step.
struct Told {
    /// When.
    at: Instant,
    /// Its lines are kept.
    kept: bool,
    /// That it says nothing.
    waits: bool,
}

impl Default for Told {
    fn default() -> Self {
        Self { at: Instant::now(), kept: true, waits: false }
    }
}
