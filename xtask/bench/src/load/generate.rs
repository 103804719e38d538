//! The child process: reads a plan, sends load, reports.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use super::Report;
use super::connection::Connection;
use super::request::{Plan, Request};
use super::supply::Source;

/// Unique numbers that one connection may use up.
const NUMBERS: u64 = 1_000_000_000;

/// A round that should have ended by itself and didn't is given up after this.
const PATIENCE: Duration = Duration::from_secs(60);

/// Reads a plan as one line of JSON; prints `begin` when counting begins, and a report as one line of JSON.
pub(crate) fn generate() -> Result<(), String> {
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(|error| error.to_string())?;
    let plan: Plan = serde_json::from_str(&line).map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let target = plan.request.target.clone();
    let report = runtime.block_on(run(plan)).map_err(|error| format!("{target}: {error}"))?;
    let report = serde_json::to_string(&report).map_err(|error| error.to_string())?;
    println!("{report}");
    Ok(())
}

async fn run(mut plan: Plan) -> io::Result<Report> {
    let supply = std::mem::take(&mut plan.supply);
    // A list is counted whole: what it holds shouldn't be used up before.
    let (warm_up, counted) =
        if supply.ends_round() { (Duration::ZERO, PATIENCE) } else { (plan.warm_up, plan.time) };
    let mut connections = Vec::new();
    for source in supply.parted(plan.connections)? {
        connections.push((Connection::open(plan.address).await?, source));
    }
    let begin = Instant::now() + warm_up;
    let window = Window { begin, end: begin + counted };
    let mut senders = tokio::task::JoinSet::new();
    for (number, (connection, source)) in (0..).zip(connections) {
        let first = plan.seed + number * NUMBERS;
        senders.spawn(send(connection, source, plan.clone(), first, window));
    }
    tokio::time::sleep_until(begin.into()).await;
    println!("begin");
    io::stdout().flush()?;
    let mut latencies = Vec::new();
    while let Some(sent) = senders.join_next().await {
        latencies.append(&mut sent.map_err(io::Error::other)??);
    }
    Ok(Report::new(latencies, begin.elapsed().min(counted)))
}

#[derive(Clone, Copy)]
struct Window {
    begin: Instant,
    end: Instant,
}

/// Sends until the window closes or nothing is left to send; gives the latency of each answer that came
/// within it.
async fn send(
    mut connection: Connection,
    mut source: Source,
    plan: Plan,
    mut unique: u64,
    window: Window,
) -> io::Result<Vec<Duration>> {
    let Plan { address, request, .. } = plan;
    let mut latencies = Vec::with_capacity(1 << 16);
    let Some(given) = source.next() else { return Ok(latencies) };
    let mut bytes = request.bytes(address, unique, given);
    loop {
        let sent = Instant::now();
        if sent >= window.end {
            return Ok(latencies);
        }
        let (status, body) = connection.exchange(&bytes).await?;
        check(&request, status)?;
        let answered = Instant::now();
        source.learn(body)?;
        if answered >= window.begin && answered < window.end {
            latencies.push(answered - sent);
        }
        if request.is_unique() || source.varies() {
            unique += 1;
            let Some(given) = source.next() else { return Ok(latencies) };
            bytes = request.bytes(address, unique, given);
        }
    }
}

/// What is answered otherwise isn't what was to be measured.
fn check(request: &Request, status: u16) -> io::Result<()> {
    if status == request.status {
        return Ok(());
    }
    Err(io::Error::other(format!("answered {status}, not {}", request.status)))
}
