//! Workspaces, their builds and jobs: a page costs the same however many there are, and a place in a long
//! queue is told soon, whatever has ended before.

use std::time::Instant;

use super::growth::Growing;
use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Burgrave, Folder, Seed, seed};
use crate::table::{Bar, Line, Unit, median};

const PAGES: Growing =
    Growing { lists: LISTS, seed: Seed::Workspaces, counted: "all workspaces", database: "workspaces" };

const LISTS: &[(&str, &str)] = &[
    ("all workspaces", "/api/v2/workspaces?limit=25"),
    ("workspaces, the 11th page", "/api/v2/workspaces?limit=25&offset=250"),
    ("workspaces of an owner", "/api/v2/workspaces?limit=25&q=owner:u0000451"),
    ("workspaces of a template", "/api/v2/workspaces?limit=25&q=template:large"),
    ("workspaces that run", "/api/v2/workspaces?limit=25&q=status:running"),
    ("builds of a workspace", "/api/v2/workspaces/70000000-0000-0000-0000-0000000001f4/builds?limit=25"),
    ("jobs", "/api/v2/organizations/default/provisionerjobs?limit=25"),
];

/// Jobs in front of the one whose place is asked for, and beside it.
const WAITING: u32 = 100_000;

/// Its place in the middle of the queue: the job 50,000.
const JOB: &str = "/api/v2/organizations/default/provisionerjobs/80000000-0000-0000-0000-00000000c350";

/// How often it is asked for.
const TIMES: usize = 21;

/// Finished jobs beside the waiting ones.
const ENDED: u32 = 100_000;

pub(crate) fn pages(bench: &Bench) -> Result<Vec<Line>, String> {
    PAGES.measure(bench)
}

pub(crate) fn queue(bench: &Bench) -> Result<Vec<Line>, String> {
    let mut lines = vec![line("SQLite", on_sqlite()?)];
    lines.push(line("PostgreSQL", on_postgres(bench)?));
    Ok(lines)
}

fn on_sqlite() -> Result<f64, String> {
    let server = Burgrave::sqlite()?;
    let token = server.owner()?;
    let folder = server.stop();
    for (rows, what) in [(ENDED, Seed::Workspaces), (WAITING, Seed::Waiting)] {
        seed::sqlite(folder.path(), 1..=rows, what)?;
    }
    place(&Burgrave::start(&["--provisioner-daemons", "0"], folder)?, &token)
}

fn on_postgres(bench: &Bench) -> Result<f64, String> {
    let cluster = bench.cluster()?;
    cluster.create("queue")?;
    let flags = ["--database", &cluster.url("queue"), "--provisioner-daemons", "0"];
    let server = Burgrave::start(&flags, Folder::new()?)?;
    let token = server.owner()?;
    for (rows, what) in [(ENDED, Seed::Workspaces), (WAITING, Seed::Waiting)] {
        seed::postgres(cluster, "queue", 1..=rows, what)?;
    }
    place(&server, &token)
}

/// How long one answer takes, in milliseconds: the median.
fn place(server: &Burgrave, token: &str) -> Result<f64, String> {
    let request = Request::get(JOB).token(token);
    let once = |_| {
        let begun = Instant::now();
        let job = server.call(&request)?;
        let took = begun.elapsed().as_secs_f64() * 1e3;
        match job["queue_position"].as_u64() {
            Some(50_000) => Ok(took),
            _ => Err(format!("the job stands at {} of {}", job["queue_position"], job["queue_size"])),
        }
    };
    Ok(median((0..TIMES).map(once).collect::<Result<Vec<f64>, String>>()?))
}

fn line(engine: &str, ms: f64) -> Line {
    let what =
        format!("the place of a job in the middle of {WAITING} on {engine}, with {ENDED} that have ended");
    Line::new(what, ms, Unit::Milliseconds).bar(Bar::AtMost(50.0))
}
