//! A job that is taken and completed, each durably, beside the two bare statements that this needs at least.
//!
//! Both sides empty the same queue in turn: eight workers by the server's own store, and eight connections of
//! `pgbench`, or one of SQLite's connections in a loop, which is all that SQLite lets write.

use std::path::Path;
use std::time::{Duration, Instant};

use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::ids::{OrganizationId, ProvisionerDaemonId};
use burgrave_core::provisioning::job::Provisioner;
use burgrave_core::provisioning::queue::Server;
use burgrave_core::provisioning::tags::Tags;
use burgrave_store::{CurrentJob, NewDaemon, Settings, Store, StoreError};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use slog::{Discard, Logger, o};
use uuid::Uuid;

use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Burgrave, Child, Cluster, Folder, Peers, Seed, call, seed};
use crate::table::{Bar, Line, Unit, median, spread};

/// Who takes jobs at the same time.
const WORKERS: usize = 8;

/// The lane of the seeded jobs, and a worker of the bare side.
const LANE: &str = "20000000-0000-0000-0000-000000000001";
const WORKER: &str = "30000000-0000-0000-0000-000000000001";

const PENDING: &str = "started_at IS NULL AND completed_at IS NULL";

const DATABASE: &str = "jobs";

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let time = Duration::from_secs(bench.pick(2, 1));
    let rounds = bench.pick(7, 2);
    let waiting = bench.pick(1_000_000, 200_000);
    Ok(vec![on_sqlite(time, rounds, waiting)?, on_postgres(bench, time, rounds, waiting)?])
}

fn on_sqlite(time: Duration, rounds: usize, waiting: u32) -> Result<Line, String> {
    let (folder, settings) = seeded_sqlite(waiting)?;
    let file = Burgrave::database(folder.path());
    let taking = Taking::open(settings)?;
    let bare = Connection::open(&file).map_err(|error| error.to_string())?;
    bare.execute_batch("PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536")
        .map_err(|error| error.to_string())?;
    let line = line("SQLite", rounds, || taking.rate(time), || bare_sqlite(&bare, time));
    taking.close();
    line
}

fn on_postgres(bench: &Bench, time: Duration, rounds: usize, waiting: u32) -> Result<Line, String> {
    let cluster = bench.cluster()?;
    let taking = Taking::open(seeded_postgres(cluster, DATABASE, waiting)?)?;
    let folder = Folder::new()?;
    let script = folder.path().join("jobs.sql");
    std::fs::write(&script, pgbench_script()).map_err(|error| error.to_string())?;
    let bare = || cluster.pgbench_script(DATABASE, &script, WORKERS, time);
    let line = line("PostgreSQL", rounds, || taking.rate(time), bare);
    taking.close();
    line
}

/// A database of SQLite with so many jobs that wait.
pub(super) fn seeded_sqlite(waiting: u32) -> Result<(Folder, Settings), String> {
    let server = Burgrave::sqlite()?;
    // The template of the jobs has an author.
    server.owner()?;
    let folder = server.stop();
    fill(|what, rows| seed::sqlite(folder.path(), 1..=rows, what), waiting)?;
    let file = Burgrave::database(folder.path());
    let data = file.parent().unwrap_or(Path::new(".")).to_owned();
    Ok((folder, Settings::sqlite(data)))
}

/// The same of PostgreSQL.
pub(super) fn seeded_postgres(cluster: &Cluster, name: &str, waiting: u32) -> Result<Settings, String> {
    let server = Burgrave::postgres(cluster, name)?;
    server.owner()?;
    let _ = server.stop();
    fill(|what, rows| seed::postgres(cluster, name, 1..=rows, what), waiting)?;
    Ok(Settings::postgres(cluster.url(name)))
}

/// The template, with one workspace, and the jobs.
fn fill(seed: impl Fn(Seed, u32) -> Result<(), String>, waiting: u32) -> Result<(), String> {
    seed(Seed::Workspaces, 1)?;
    seed(Seed::Waiting, waiting)
}

fn line(
    engine: &str,
    rounds: usize,
    own: impl Fn() -> Result<f64, String>,
    bare: impl Fn() -> Result<f64, String>,
) -> Result<Line, String> {
    let what = format!("jobs taken and completed on {engine} ÷ the bare statements");
    compare(what, 0.5, rounds, ("bare", &bare), &own)
}

/// Both sides in turn: jobs a second of the server's store ÷ those of the other side.
fn compare(
    what: String,
    least: f64,
    rounds: usize,
    (name, other): (&str, &dyn Fn() -> Result<f64, String>),
    own: &dyn Fn() -> Result<f64, String>,
) -> Result<Line, String> {
    let (mut owns, mut others, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (one, two) = (own()?, other()?);
        ratios.push(one / two);
        owns.push(one);
        others.push(two);
    }
    let (own, other) = (median(owns), median(others));
    Ok(Line::new(what, median(ratios.iter().copied()), Unit::Ratio)
        .bar(Bar::AtLeast(least))
        .spread(spread(&ratios))
        .note(format!("{own:.0} jobs a second by {WORKERS} workers; {name} {other:.0}")))
}

/// Workers on the server's store.
pub(super) struct Taking {
    pub(super) runtime: tokio::runtime::Runtime,
    store: Store,
    worker: ProvisionerDaemonId,
    server: Server,
}

/// A worker.
#[derive(Clone)]
pub(super) struct Worker {
    pub(super) store: Store,
    id: ProvisionerDaemonId,
    server: Server,
}

impl Worker {
    /// The next job.
    pub(super) async fn take(&self) -> Result<CurrentJob, StoreError> {
        let (worker, asked, now) = (self.id, self.server.clone(), Utc::now());
        let taken = self.store.write_read_committed(move |tx| {
            let server = asked.clone();
            async move { tx.acquire_job(worker, &server, now).await }
        });
        taken.await?.ok_or_else(|| StoreError::Internal("no job waits any more".into()))
    }
}

impl Taking {
    pub(super) fn open(settings: Settings) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let opened = runtime.block_on(async {
            let store = Store::open(settings, Logger::root(Discard, o!())).await?;
            let organization =
                store.read(|reader| async move { reader.default_organization().await }).await?;
            let organization = organization.ok_or_else(|| StoreError::Internal("no organization".into()))?.id;
            let worker = register(&store, organization).await?;
            Ok::<_, StoreError>((store, organization, worker))
        });
        let (store, organization, worker) = opened.map_err(|error| error.to_string())?;
        let server = Server {
            organization,
            provisioners: vec![Provisioner::Echo],
            tags: Tags::default(),
            checks_drift: true,
        };
        Ok(Self { runtime, store, worker, server })
    }

    /// Jobs a second.
    fn rate(&self, time: Duration) -> Result<f64, String> {
        self.runtime.block_on(async {
            let begun = Instant::now();
            let workers = (0..WORKERS).map(|_| {
                let worker = self.parts();
                tokio::spawn(async move {
                    let mut done = 0_u32;
                    while begun.elapsed() < time {
                        take(&worker).await?;
                        done += 1;
                    }
                    Ok::<_, StoreError>(done)
                })
            });
            let mut done = 0;
            for worker in workers.collect::<Vec<_>>() {
                done +=
                    worker.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
            }
            Ok(f64::from(done) / begun.elapsed().as_secs_f64())
        })
    }

    pub(super) fn parts(&self) -> Worker {
        Worker { store: self.store.clone(), id: self.worker, server: self.server.clone() }
    }

    pub(super) fn close(self) {
        self.runtime.block_on(self.store.close());
    }
}

/// Takes a job and completes it, in two transactions of the kind in which imports are taken and completed.
async fn take(worker: &Worker) -> Result<(), StoreError> {
    let (job, now) = (worker.take().await?, Utc::now());
    let completed = worker.store.write_read_committed(move |tx| {
        let job = job.clone();
        async move { tx.complete_job(&job, now).await }
    });
    completed.await.map(|_| ())
}

async fn register(store: &Store, organization: OrganizationId) -> Result<ProvisionerDaemonId, StoreError> {
    let new = NewDaemon {
        id: Uuid::from_u128(0x1234).into(),
        organization_id: organization,
        key_id: None,
        person: None,
        name: "bench".into(),
        version: String::new(),
        api_version: String::new(),
        provisioners: vec![Provisioner::Echo],
        tags: Tags::default(),
        now: DateTime::UNIX_EPOCH,
    };
    store
        .write(move |tx| {
            let new = Authorized::automatic(Automatic::Provisioner, new.clone());
            async move { tx.register_daemon(&new).await }
        })
        .await
}

/// The bare statements in one connection's loop; jobs a second.
fn bare_sqlite(connection: &Connection, time: Duration) -> Result<f64, String> {
    let [lane, worker] = [LANE, WORKER].map(|uuid| format!("X'{}'", uuid.replace('-', "")));
    let take = format!(
        "UPDATE provisioner_jobs SET worker_id = {worker}, started_at = 1, updated_at = 1, \
         attempt = attempt + 1 \
         WHERE id = (SELECT j.id FROM provisioner_jobs j WHERE j.lane_id = {lane} AND {PENDING} \
         ORDER BY j.turn, \
         j.id LIMIT 1) RETURNING id"
    );
    let complete = "UPDATE provisioner_jobs SET completed_at = 1, updated_at = 1 WHERE id = ?1";
    let loops = || {
        let (mut take, mut complete) = (connection.prepare(&take)?, connection.prepare(complete)?);
        let (begun, mut done) = (Instant::now(), 0_u32);
        while begun.elapsed() < time {
            let job: Vec<u8> = take.query_row([], |row| row.get(0))?;
            complete.execute([job])?;
            done += 1;
        }
        Ok::<_, rusqlite::Error>(f64::from(done) / begun.elapsed().as_secs_f64())
    };
    loops().map_err(|error| error.to_string())
}

fn pgbench_script() -> String {
    format!(
        "UPDATE provisioner_jobs SET worker_id = '{WORKER}', started_at = 1, updated_at = 1, \
         attempt = attempt + 1 \
         WHERE id = (SELECT j.id FROM provisioner_jobs j WHERE j.lane_id = '{LANE}' AND {PENDING} \
         ORDER BY j.turn, \
         j.id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id AS job \\gset\n\
         UPDATE provisioner_jobs SET completed_at = 1, updated_at = 1 WHERE id = CAST(:job AS uuid) \
         AND worker_id = \
         '{WORKER}';\n"
    )
}

/// The kit of the other queues.
const PEERS: &str = "job-peers";
const PEERS_DATABASE: &str = "job_peers";

/// Jobs taken and completed, beside two queues in PostgreSQL that do nothing with theirs.
pub(crate) fn peers(bench: &Bench) -> Result<Vec<Line>, String> {
    let workspace = bench.workspace();
    let (peers, cluster) = (Peers::find(&workspace, PEERS)?, bench.cluster()?);
    cluster.create(PEERS_DATABASE)?;
    let others = peers.node("serve.mjs", &[&cluster.url(PEERS_DATABASE)])?;
    let taking = Taking::open(seeded_postgres(cluster, "own_jobs", bench.pick(1_000_000, 200_000))?)?;
    let (time, rounds) = (Duration::from_secs(bench.pick(2, 1)), bench.pick(5, 2));
    let lines = ["graphile-worker", "pg-boss"].map(|queue| {
        let what = format!("jobs taken and completed on PostgreSQL ÷ empty jobs of {queue}");
        let other = || emptied(&others, queue, bench.pick(4_000, 500));
        compare(what, 1.0, rounds, (queue, &other), &|| taking.rate(time))
    });
    taking.close();
    lines.into_iter().collect()
}

/// Jobs a second of another queue.
fn emptied(others: &Child, queue: &str, jobs: u32) -> Result<f64, String> {
    let body = serde_json::json!({"jobs": jobs, "workers": WORKERS}).to_string();
    let request = Request { status: 200, ..Request::post(&format!("/{queue}"), &body) };
    let seconds = call(others.address, &request)?["seconds"].as_f64();
    seconds.map(|seconds| f64::from(jobs) / seconds).ok_or_else(|| format!("{queue} names no time"))
}
