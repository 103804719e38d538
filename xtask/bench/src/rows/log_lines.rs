//! Lines of jobs' logs into storage, each batch durable before the next.

use std::time::{Duration, Instant};

use burgrave_core::provisioning::job::{LogLevel, LogSource};
use burgrave_store::{AppendedLogs, CurrentJob, LogLine, Settings, StoreError};
use chrono::Utc;

use super::jobs::{Taking, seeded_postgres, seeded_sqlite};
use crate::bench::Bench;
use crate::table::{Bar, Line, Unit, median, spread};

/// Lines that a daemon writes at once at most.
const BATCH: usize = 256;

/// Letters of a line.
const LENGTH: usize = 60;

/// Batches of one job: its log isn't kept beyond a megabyte.
const OF_A_JOB: usize = 60;

/// Jobs whose lines come at the same time.
const JOBS: usize = 3;

const DATABASE: &str = "lines";

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let time = Duration::from_secs(bench.pick(3, 1));
    let rounds = bench.pick(5, 2);
    let (folder, settings) = seeded_sqlite(1_000)?;
    let sqlite = line("SQLite", settings, time, rounds)?;
    drop(folder);
    let cluster = bench.cluster()?;
    let settings = seeded_postgres(cluster, DATABASE, 1_000)?;
    Ok(vec![sqlite, line("PostgreSQL", settings, time, rounds)?])
}

fn line(engine: &str, settings: Settings, time: Duration, rounds: usize) -> Result<Line, String> {
    let taking = Taking::open(settings)?;
    let rates: Vec<_> = (0..rounds).map(|_| rate(&taking, time)).collect::<Result<_, _>>()?;
    taking.close();
    Ok(Line::new(
        format!("lines of logs a second into {engine}"),
        median(rates.iter().copied()),
        Unit::PerSecond,
    )
    .bar(Bar::AtLeast(50_000.0))
    .spread(spread(&rates))
    .note(format!("{JOBS} jobs at once, {BATCH} lines of {LENGTH} letters at a time")))
}

fn rate(taking: &Taking, time: Duration) -> Result<f64, String> {
    let output = "x".repeat(LENGTH);
    let lines: Vec<_> = (0..BATCH)
        .map(|_| LogLine {
            created_at: Utc::now(),
            source: LogSource::Provisioner,
            level: LogLevel::Info,
            stage: "Starting workspace".into(),
            output: output.clone(),
        })
        .collect();
    taking.runtime.block_on(async {
        let begun = Instant::now();
        let writers = (0..JOBS).map(|_| {
            let (taking, lines) = (taking.parts(), lines.clone());
            tokio::spawn(async move {
                let mut written = 0_usize;
                while begun.elapsed() < time {
                    let job = taking.take().await?;
                    for _ in 0..OF_A_JOB {
                        append(&taking.store, &job, &lines).await?;
                        written += lines.len();
                    }
                }
                Ok::<_, StoreError>(written)
            })
        });
        let mut written = 0;
        for writer in writers.collect::<Vec<_>>() {
            written += writer.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        }
        Ok(written as f64 / begun.elapsed().as_secs_f64())
    })
}

async fn append(
    store: &burgrave_store::Store,
    job: &CurrentJob,
    lines: &[LogLine],
) -> Result<(), StoreError> {
    let (job, lines) = (job.clone(), lines.to_vec());
    let appended = store.write(move |tx| {
        let (job, lines) = (job.clone(), lines.clone());
        async move { tx.append_job_logs(&job, &lines, Utc::now()).await }
    });
    match appended.await? {
        AppendedLogs::Done => Ok(()),
        AppendedLogs::NotCurrent => Err(StoreError::Internal("the job is another's".into())),
    }
}
