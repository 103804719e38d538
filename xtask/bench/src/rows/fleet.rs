//! Daemons on other machines: what the wire costs, and what many of them do that wait.

use std::time::{Duration, Instant};

use burgrave_store::StoreError;
use burgrave_wire::method;
use burgrave_wire::provisionerd::{Empty, FailedJob, Log, UpdateJobRequest, UpdateJobResponse};
use chrono::Utc;
use serde_json::json;
use tokio::runtime::Runtime;

use super::jobs::{Taking, seeded_sqlite};
use super::provisioned::archive;
use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Burgrave, Daemon, Folder, PSK, resident};
use crate::table::{Bar, Line, Unit, median, spread};

/// Calls under way at the same time.
const CALLERS: usize = 8;

/// Daemons that write lines.
const WRITERS: usize = 10;
/// Lines of a call, and letters of a line.
const LINES: (usize, usize) = (256, 60);
/// Calls of one job: its log isn't kept beyond a megabyte.
const OF_A_JOB: usize = 60;

/// Daemons that wait.
const WAITING: usize = 500;

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let time = Duration::from_secs(bench.pick(3, 1));
    let rounds = bench.pick(5, 2);
    let mut all = vec![calls(&runtime, time, rounds)?, lines(&runtime, time, rounds)?];
    all.extend(waiting(&runtime, Duration::from_secs(bench.pick(20, 5)))?);
    Ok(all)
}

/// A server that only daemons from elsewhere do jobs of, with so many of these waiting.
fn server(jobs: usize) -> Result<Burgrave, String> {
    let flags = ["--provisioner-daemons", "0", "--provisioner-daemon-psk", PSK, "--rate-limit-files", "0"];
    let server = Burgrave::start(&flags, Folder::new()?)?;
    let token = server.owner()?;
    let call = |mut request: Request| {
        request.headers.push(format!("Coder-Session-Token: {token}"));
        server.call(&request)
    };
    let archive = archive("# an archive that nobody looks into")?;
    let upload = Request { media: "application/x-tar".into(), ..Request::post("/api/v2/files", &archive) };
    let file = call(upload)?;
    for _ in 0..jobs {
        let version = json!({"storage_method": "file", "file_id": file["hash"], "provisioner": "echo"});
        let target = "/api/v2/organizations/default/templateversions";
        call(Request::post(target, &version.to_string()))?;
    }
    Ok(server)
}

/// A job that goes on is told of through the whole wire, and by the same transaction alone.
fn calls(runtime: &Runtime, time: Duration, rounds: usize) -> Result<Line, String> {
    let server = server(1)?;
    let (daemon, job) = runtime.block_on(async {
        let daemon = Daemon::connect(server.child.address, "caller").await?;
        let job = daemon.acquire().await?;
        Ok::<_, String>((daemon, job))
    })?;
    let (folder, settings) = seeded_sqlite(1_000)?;
    let taking = Taking::open(settings)?;
    let worker = taking.parts();
    let held = taking.runtime.block_on(worker.take()).map_err(|error| error.to_string())?;
    let (mut own, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let through = runtime.block_on(rate(time, async || {
            let update = UpdateJobRequest { job_id: job.clone(), ..UpdateJobRequest::default() };
            daemon.call::<UpdateJobResponse>(method::UPDATE_JOB, &update).await.map(drop)
        }))?;
        let alone = taking.runtime.block_on(rate(time, async || {
            let (id, at) = (held.id, held.worker());
            let touched = worker.store.write_read_committed(move |tx| async move {
                let Ok(job) = tx.current_job(id, at, None).await? else {
                    return Err(StoreError::Internal("the job is another's".into()));
                };
                tx.touch_job(&job, Utc::now()).await.map(drop)
            });
            touched.await.map_err(|error| error.to_string())
        }))?;
        ratios.push(through / alone);
        own.push(through);
        bare.push(alone);
    }
    taking.close();
    drop(folder);
    let (own, bare) = (median(own), median(bare));
    Ok(Line::new(
        "calls of a daemon elsewhere ÷ the same transactions in process",
        median(ratios.iter().copied()),
        Unit::Ratio,
    )
    .bar(Bar::AtLeast(0.3))
    .spread(spread(&ratios))
    .note(format!("{own:.0} calls a second over one connection, {CALLERS} at once; in process {bare:.0}")))
}

/// How often a second something can be done by several at once.
async fn rate(time: Duration, call: impl AsyncFn() -> Result<(), String>) -> Result<f64, String> {
    let begun = Instant::now();
    let callers = (0..CALLERS).map(|_| async {
        let mut done = 0_u32;
        while begun.elapsed() < time {
            call().await?;
            done += 1;
        }
        Ok::<_, String>(done)
    });
    let done: u32 = futures::future::try_join_all(callers).await?.into_iter().sum();
    Ok(f64::from(done) / begun.elapsed().as_secs_f64())
}

/// Lines that several daemons write at the same time.
fn lines(runtime: &Runtime, time: Duration, rounds: usize) -> Result<Line, String> {
    let mut rates = Vec::new();
    for _ in 0..rounds {
        let server = server(WRITERS * 8)?;
        let address = server.child.address;
        rates.push(runtime.block_on(async {
            let names = (0..WRITERS).map(|number| format!("writer{number}"));
            let mut daemons = Vec::new();
            for name in names {
                daemons.push(Daemon::connect(address, &name).await?);
            }
            let begun = Instant::now();
            let writers = daemons.iter().map(|daemon| write(daemon, begun, time));
            let written: usize = futures::future::try_join_all(writers).await?.into_iter().sum();
            Ok::<_, String>(written as f64 / begun.elapsed().as_secs_f64())
        })?);
    }
    let (batch, length) = LINES;
    Ok(Line::new(
        format!("lines of logs a second from {WRITERS} daemons elsewhere"),
        median(rates.iter().copied()),
        Unit::PerSecond,
    )
    .spread(spread(&rates))
    .note(format!("{batch} lines of {length} letters a call")))
}

/// Writes lines of one job after the other; gives how many.
async fn write(daemon: &Daemon, begun: Instant, time: Duration) -> Result<usize, String> {
    let line = Log {
        source: 1,
        level: 2,
        created_at: Utc::now().timestamp_millis(),
        stage: "Starting workspace".into(),
        output: "x".repeat(LINES.1),
    };
    let logs = vec![line; LINES.0];
    let mut written = 0;
    while begun.elapsed() < time {
        let job_id = daemon.acquire().await?;
        let update =
            UpdateJobRequest { job_id: job_id.clone(), logs: logs.clone(), ..UpdateJobRequest::default() };
        for _ in 0..OF_A_JOB {
            daemon.call::<UpdateJobResponse>(method::UPDATE_JOB, &update).await?;
            written += LINES.0;
        }
        let failed = FailedJob { job_id, error: "it was only measured".into(), ..FailedJob::default() };
        daemon.call::<Empty>(method::FAIL_JOB, &failed).await?;
    }
    Ok(written)
}

/// Many daemons that wait for a job.
fn waiting(runtime: &Runtime, time: Duration) -> Result<Vec<Line>, String> {
    let server = server(0)?;
    let (process, address) = (&server.child, server.child.address);
    let before = resident(process.id())?;
    let held = runtime.block_on(async {
        let mut held = Vec::with_capacity(WAITING);
        for number in 0..WAITING {
            let daemon = Daemon::connect(address, &format!("idle{number}")).await?;
            let asked = daemon.ask().await?;
            held.push((daemon, asked));
        }
        Ok::<_, String>(held)
    })?;
    std::thread::sleep(Duration::from_secs(2));
    let grown = resident(process.id())?.saturating_sub(before);
    let memory = grown as f64 / WAITING as f64 / 1e6;
    let (cpu, begun) = (process.cpu()?, Instant::now());
    std::thread::sleep(time);
    let share = (process.cpu()? - cpu).as_secs_f64() / begun.elapsed().as_secs_f64();
    drop(held);
    Ok(vec![
        Line::new(format!("memory of each of {WAITING} daemons that wait"), memory, Unit::Megabytes)
            .bar(Bar::AtMost(0.15))
            .note(format!("{:.0} KB each", memory * 1e3)),
        Line::new(format!("processor time with {WAITING} daemons that wait"), share, Unit::Share)
            .bar(Bar::AtMost(0.01)),
    ])
}
