//! Commits waiting transactions together: one sync for all of them.

use super::connection::Connection;
use super::job::Job;
use super::seat::{Ticket, seated};
use crate::counters::{self, Counters};
use crate::engine::Link;
use crate::watch::Watch;
use crate::{StoreError, Tx};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Release};

/// The writer's connection and what it needs to run closures on it.
pub(super) struct Batches {
    connection: Option<Connection>,
    commits: Arc<AtomicU64>,
    counters: Arc<Counters>,
    log: slog::Logger,
}

/// What is undone when a job fails.
#[derive(Clone, Copy)]
enum Undo {
    /// Everything.
    Together,
    /// What the job did.
    Alone,
}

/// How a transaction ended.
enum Done {
    Committed,
    /// Nothing was changed: a job failed that couldn't be undone alone.
    Undone,
}

impl Batches {
    pub(super) fn new(
        connection: Connection,
        commits: Arc<AtomicU64>,
        counters: Arc<Counters>,
        log: slog::Logger,
    ) -> Self {
        Self { connection: Some(connection), commits, counters, log }
    }

    /// Runs all jobs in one commit; if that fails, each in its own. Outcomes are given out after the commit
    /// only.
    pub(super) fn run(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        self.counters.batches.observe(jobs.len() as u64);
        if let Err(error) = self.together(&mut jobs) {
            self.counters.note(&error);
            if jobs.len() > 1 {
                counters::add(&self.counters.rerun_batches);
                slog::warn!(self.log, "a batch of writes failed and is run again one by one";
                    "error" => %error, "writes" => jobs.len());
                for job in jobs {
                    let mut alone = [job];
                    if let Err(error) = self.together(&mut alone) {
                        alone[0].fail(error);
                    }
                    let [job] = alone;
                    self.release(job);
                }
                return;
            }
            jobs.iter_mut().for_each(|job| job.fail(error.clone()));
        }
        jobs.into_iter().for_each(|job| self.release(job));
    }

    /// All jobs in one commit. Savepoints, by which one job can be undone, cost a copy of every page that is
    /// changed, so at first there are none. If a job that was not alone fails after it changed something, all
    /// run again with them.
    fn together(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        match self.commit(jobs, Undo::Together)? {
            Done::Committed => Ok(()),
            Done::Undone if jobs.len() == 1 => Ok(()),
            Done::Undone => self.commit(jobs, Undo::Alone).map(|_| ()),
        }
    }

    /// One outer transaction.
    fn commit(&mut self, jobs: &mut [Box<dyn Job>], undo: Undo) -> Result<Done, StoreError> {
        self.batch("BEGIN IMMEDIATE")?;
        let before = self.raw().total_changes();
        let mut kept = Ok(true);
        for job in jobs {
            kept = match undo {
                Undo::Together => self.whole(job.as_mut()),
                Undo::Alone => self.savepoint(job.as_mut()),
            };
            if !matches!(kept, Ok(true)) {
                break;
            }
        }
        let done = match kept {
            Ok(true) => self.batch("COMMIT").map(|()| Done::Committed),
            Ok(false) => Ok(Done::Undone),
            Err(error) => Err(error),
        };
        // Counted before the outcomes are sent, so that their receivers see the count.
        if self.raw().total_changes() != before {
            self.commits.fetch_add(1, Release);
        }
        if !self.raw().is_autocommit() {
            // Some errors end the transaction by themselves; for the others it is ended here.
            self.batch("ROLLBACK")?;
        }
        done
    }

    /// Runs one job that can't be rolled back separately; false when it would have to be.
    fn whole(&mut self, job: &mut dyn Job) -> Result<bool, StoreError> {
        let before = self.raw().total_changes();
        let keep = self.seat(job)?;
        Ok(keep || self.raw().total_changes() == before)
    }

    /// Runs one job and undoes it if it fails.
    fn savepoint(&mut self, job: &mut dyn Job) -> Result<bool, StoreError> {
        self.batch("SAVEPOINT one")?;
        let keep = self.seat(job)?;
        self.batch(if keep { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" })?;
        Ok(true)
    }

    /// Runs one job's closure; true when it is to be committed. An error here is the batch's: the outer
    /// transaction is rolled back.
    fn seat(&mut self, job: &mut dyn Job) -> Result<bool, StoreError> {
        let ticket = Ticket::new();
        let watch = Arc::new(Watch::default());
        let tx = Tx::new(Link::Sqlite(ticket), watch.clone());
        let connection = self.connection.take().expect("it is put back below, whatever the closure does");
        let (connection, outcome) = seated(ticket, connection, &self.counters, || job.run(tx, &watch));
        self.connection = Some(connection);
        let keep = outcome.unwrap_or_else(|_| {
            job.fail(StoreError::Internal("a storage closure panicked".into()));
            false
        });
        if let Some(error) = watch.close() {
            self.counters.note(&error);
        }
        if self.raw().is_autocommit() {
            let error =
                watch.close().unwrap_or_else(|| StoreError::Internal("a transaction ended by itself".into()));
            return Err(error);
        }
        Ok(keep)
    }

    fn release(&self, mut job: Box<dyn Job>) {
        if job.succeeded() {
            counters::add(&self.counters.writes);
            for hook in job.hooks() {
                if catch_unwind(AssertUnwindSafe(hook)).is_err() {
                    slog::error!(self.log, "what should follow a commit panicked");
                }
            }
        } else {
            counters::add(&self.counters.failed_writes);
        }
        job.release();
    }

    fn batch(&self, sql: &str) -> Result<(), StoreError> {
        let connection = self.raw();
        for statement in sql.split("; ") {
            connection.prepare_cached(statement)?.execute([])?;
        }
        Ok(())
    }

    fn raw(&self) -> &rusqlite::Connection {
        &self.connection.as_ref().expect("it is away only while a closure runs").raw
    }
}
