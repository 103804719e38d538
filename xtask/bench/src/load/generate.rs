//! The child process: reads a plan, sends load, reports.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use super::Report;
use super::connection::Connection;
use super::request::{Plan, Request};

/// Unique numbers that one connection may use up.
const NUMBERS: u64 = 1_000_000_000;

/// Reads a plan as one line of JSON; prints `begin` when counting begins, and a report as one line of JSON.
pub(crate) fn generate() -> Result<(), String> {
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(|error| error.to_string())?;
    let plan: Plan = serde_json::from_str(&line).map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let report = runtime.block_on(run(&plan)).map_err(|error| format!("{}: {error}", plan.request.target))?;
    let report = serde_json::to_string(&report).map_err(|error| error.to_string())?;
    println!("{report}");
    Ok(())
}

async fn run(plan: &Plan) -> io::Result<Report> {
    let mut connections = Vec::new();
    for _ in 0..plan.connections {
        connections.push(Connection::open(plan.address).await?);
    }
    let begin = Instant::now() + plan.warm_up;
    let window = Window { begin, end: begin + plan.time };
    let mut senders = tokio::task::JoinSet::new();
    for (number, connection) in (0..).zip(connections) {
        let first = plan.seed + number * NUMBERS;
        senders.spawn(send(connection, plan.clone(), first, window));
    }
    tokio::time::sleep_until(begin.into()).await;
    println!("begin");
    io::stdout().flush()?;
    let mut latencies = Vec::new();
    while let Some(sent) = senders.join_next().await {
        latencies.append(&mut sent.map_err(io::Error::other)??);
    }
    Ok(Report::new(latencies, plan.time))
}

#[derive(Clone, Copy)]
struct Window {
    begin: Instant,
    end: Instant,
}

/// Sends until the window closes; gives the latency of each answer that came within it.
async fn send(
    mut connection: Connection,
    plan: Plan,
    mut unique: u64,
    window: Window,
) -> io::Result<Vec<Duration>> {
    let Plan { address, request, .. } = plan;
    let mut bytes = request.bytes(address, unique);
    let mut latencies = Vec::with_capacity(1 << 16);
    loop {
        let sent = Instant::now();
        if sent >= window.end {
            return Ok(latencies);
        }
        check(&request, connection.exchange(&bytes).await?)?;
        let answered = Instant::now();
        if answered >= window.begin && answered < window.end {
            latencies.push(answered - sent);
        }
        if request.is_unique() {
            unique += 1;
            bytes = request.bytes(address, unique);
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
