//! Three replicas on one PostgreSQL database beside one: reads, and audited writes, that all of them are asked
//! at the same time.

use std::thread;

use crate::bench::Bench;
use crate::load::{Measured, Request};
use crate::machine::{Burgrave, Rounds, Side};
use crate::table::{Figures, Line, Unit, median, spread};

use super::sqlite_read::TARGET;

const DATABASES: [&str; 2] = ["replicas_one", "replicas_three"];
const REPLICAS: usize = 3;

/// Connections, spread over all replicas of a side.
const CONNECTIONS: usize = 24;

/// Servers of one database.
struct Replicas {
    servers: Vec<Burgrave>,
    token: String,
}

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let cluster = bench.cluster()?;
    let start = |database: &str, count: usize| -> Result<Replicas, String> {
        let servers = Burgrave::replicas(cluster, database, count, &[])?;
        let token = servers[0].owner()?;
        Ok(Replicas { servers, token })
    };
    let (one, three) = (start(DATABASES[0], 1)?, start(DATABASES[1], REPLICAS)?);
    let group = Request::post("/api/v2/organizations/default/groups", r#"{"name": "g{unique}"}"#);
    let how = Rounds { count: bench.pick(7, 2), ..bench.rounds() };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let compare = |what: &str, request: Request| {
        let line = compared(what, [&three, &one], &request, how)?;
        Ok::<_, String>(line.note(format!("servers, PostgreSQL and load share {cores} processors")))
    };
    Ok(vec![compare("reads", Request::get(TARGET))?, compare("audited writes", group)?])
}

/// Both sides in turn, and the ratio of their rates.
fn compared(what: &str, sides: [&Replicas; 2], request: &Request, how: Rounds) -> Result<Line, String> {
    let (mut rounds, mut ratios) = ([Vec::new(), Vec::new()], Vec::new());
    for round in 0..how.count {
        for (side, measured) in sides.iter().zip(&mut rounds) {
            measured.push(side.measure(request, how, round)?);
        }
        ratios.push(rounds[0][round].rate / rounds[1][round].rate);
    }
    let figures = sides.iter().zip(&rounds).map(|(side, rounds)| Figures {
        side: format!("{what}, replicas: {}", side.servers.len()),
        of: Measured::median(rounds),
    });
    let what = format!("{what} a second: {REPLICAS} replicas on PostgreSQL ÷ one");
    Ok(Line::new(what, median(ratios.iter().copied()), Unit::Ratio)
        .spread(spread(&ratios))
        .figures(figures.collect()))
}

impl Replicas {
    /// One round of all servers at the same time: their rates added, their slowest latency, and the processor
    /// time that a request took of any of them.
    fn measure(&self, request: &Request, how: Rounds, round: usize) -> Result<Measured, String> {
        let count = self.servers.len();
        let how = Rounds { connections: CONNECTIONS / count, ..how };
        let measure = |(number, server): (usize, &Burgrave)| {
            let side = Side::new("replica", &server.child, request.clone().token(&self.token));
            // What is unique in requests differs from one replica to the next.
            side.measure(how, (round * REPLICAS + number) as u64)
        };
        let all: Vec<Measured> = thread::scope(|scope| {
            let started: Vec<_> =
                self.servers.iter().enumerate().map(|one| scope.spawn(move || measure(one))).collect();
            let ended = started.into_iter().map(|one| one.join().map_err(|_| "a round failed".to_owned())?);
            ended.collect::<Result<_, String>>()
        })?;
        let most = |figure: fn(&Measured) -> f64| all.iter().map(figure).fold(0.0, f64::max);
        let rate: f64 = all.iter().map(|one| one.rate).sum();
        Ok(Measured {
            rate,
            p50_ms: most(|one| one.p50_ms),
            p99_ms: most(|one| one.p99_ms),
            cpu_us: all.iter().map(|one| one.cpu_us * one.rate / rate).sum(),
        })
    }
}
