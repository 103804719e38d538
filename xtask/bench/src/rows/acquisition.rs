//! From the post of a job to its acquisition: 200 jobs a second come to two replicas on one database, whose
//! daemons, 500 on other machines, have nothing else to do.

use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use burgrave_wire::method;
use burgrave_wire::provisionerd::{Empty, FailedJob};
use serde_json::json;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use super::provisioned::{archive, text};
use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Burgrave, Cluster, Daemon, PSK};
use crate::table::{Bar, Line, Unit};

const DATABASE: &str = "acquisition";

/// The channel of the replicas' signals.
const CHANNEL: &str = "burgrave_signals";
const REPLICAS: usize = 2;
const DAEMONS: usize = 500;

/// Jobs a second.
const RATE: u32 = 200;

/// Who posts at the same time.
const POSTERS: u32 = 8;

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let cluster = bench.cluster()?;
    let flags = ["--provisioner-daemons", "0", "--provisioner-daemon-psk", PSK, "--rate-limit-files", "0"];
    let servers = Burgrave::replicas(cluster, DATABASE, REPLICAS, &flags)?;
    let request = version(&servers[0], &servers[0].owner()?)?;
    let daemons = connect(&runtime, &servers)?;
    let listening = cluster.listen(DATABASE, CHANNEL)?;
    let begun = Instant::now();
    post(&servers, &request, Duration::from_secs(bench.pick(20, 5)))?;
    let seconds = begun.elapsed().as_secs_f64();
    let sent = listening.end()? as f64 / seconds / REPLICAS as f64;
    ended(cluster)?;
    let left = daemons.iter().filter(|daemon| daemon.is_finished()).count();
    daemons.iter().for_each(JoinHandle::abort);
    if left > 0 {
        return Err(format!("{left} of {DAEMONS} daemons met a fault and left"));
    }
    let [jobs, p50, p99] = latencies(cluster)?;
    let line = |what: &str, ms, most| {
        let what = format!("from the post of a job to its acquisition by one of {DAEMONS} daemons, {what}");
        Line::new(what, ms, Unit::Milliseconds).bar(Bar::AtMost(most))
    };
    Ok(vec![
        line("p50", p50, 10.0).note(format!("{:.0} jobs a second", jobs / seconds)),
        line("p99", p99, 50.0),
        Line::new("notifications of a replica meanwhile", sent, Unit::PerSecond).bar(Bar::AtMost(50.0)),
    ])
}

/// What asks for the import of a version of this archive.
fn version(server: &Burgrave, token: &str) -> Result<Request, String> {
    let archive = archive("# an archive that nobody looks into")?;
    let upload = Request { media: "application/x-tar".into(), ..Request::post("/api/v2/files", &archive) };
    let file = server.call(&upload.token(token))?;
    let version =
        json!({"storage_method": "file", "file_id": text(&file["hash"]), "provisioner": "echo"}).to_string();
    Ok(Request::post("/api/v2/organizations/default/templateversions", &version).token(token))
}

/// Daemons at all servers in turn, which end each job as soon as they have it.
fn connect(runtime: &Runtime, servers: &[Burgrave]) -> Result<Vec<JoinHandle<()>>, String> {
    runtime.block_on(async {
        let mut daemons = Vec::with_capacity(DAEMONS);
        for number in 0..DAEMONS {
            let address = servers[number % servers.len()].child.address;
            let daemon = Daemon::connect(address, &format!("daemon{number}")).await?;
            daemons.push(tokio::spawn(async move { while end_next(&daemon).await.is_ok() {} }));
        }
        Ok(daemons)
    })
}

async fn end_next(daemon: &Daemon) -> Result<(), String> {
    let job_id = daemon.acquire().await?;
    let failed = FailedJob { job_id, error: "it was only measured".into(), ..FailedJob::default() };
    daemon.call::<Empty>(method::FAIL_JOB, &failed).await.map(drop)
}

/// Posts at the rate, each poster to one replica.
fn post(servers: &[Burgrave], request: &Request, time: Duration) -> Result<(), String> {
    let pause = Duration::from_secs(1) / RATE * POSTERS;
    let poster = |number: u32| {
        let (begun, mut due) = (Instant::now(), pause * number / POSTERS);
        let server = &servers[number as usize % servers.len()];
        while due < time {
            sleep(due.saturating_sub(begun.elapsed()));
            server.call(request)?;
            due += pause;
        }
        Ok::<_, String>(())
    };
    thread::scope(|scope| {
        let posters: Vec<_> = (0..POSTERS).map(|number| scope.spawn(move || poster(number))).collect();
        posters.into_iter().try_for_each(|poster| poster.join().map_err(|_| "a poster failed".to_owned())?)
    })
}

/// Waits until no job waits.
fn ended(cluster: &Cluster) -> Result<(), String> {
    for _ in 0..300 {
        let waiting =
            "SELECT count(*) FROM provisioner_jobs WHERE started_at IS NULL AND completed_at IS NULL";
        if cluster.sql(DATABASE, waiting)?.trim() == "0" {
            return Ok(());
        }
        sleep(Duration::from_millis(100));
    }
    Err("jobs still wait after half a minute".into())
}

/// How many jobs there were, and the median and the 99th percentile of their waits in milliseconds.
fn latencies(cluster: &Cluster) -> Result<[f64; 3], String> {
    let told = cluster.sql(
        DATABASE,
        "SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY started_at - created_at) / 1000.0, \
         percentile_cont(0.99) WITHIN GROUP (ORDER BY started_at - created_at) / 1000.0 \
         FROM provisioner_jobs",
    )?;
    let numbers: Vec<f64> = told.trim().split('|').filter_map(|number| number.parse().ok()).collect();
    numbers.try_into().map_err(|_| format!("the waits can't be read: {told}"))
}
