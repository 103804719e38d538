//! Reads while others log in as fast as the server takes it: each login costs an argon2 hash with the
//! parameters that are the default.

use std::time::Duration;

use crate::bench::Bench;
use crate::load::{Load, Measured, Plan, Request, Supply};
use crate::machine::{Burgrave, Rounds, Side, login};
use crate::table::{Bar, Figures, Line, Unit, median, spread};

use super::sqlite_read::TARGET;

/// Connections that log in, one after the other.
const LOGINS: usize = 8;

/// By how much the storm outlasts the reads, at their end.
const LONGER: Duration = Duration::from_millis(200);

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let server = Burgrave::sqlite()?;
    let request = Request::get(TARGET).token(&server.owner()?);
    let side = Side::new("reads", &server.child, request);
    let how = Rounds { count: bench.pick(7, 2), ..bench.rounds() };
    let (mut quiet, mut stormy, mut logins) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..how.count as u64 {
        quiet.push(side.measure(how, 2 * round)?);
        let storm = Load::start(&storm(&server, how))?;
        stormy.push(side.measure(how, 2 * round + 1)?);
        let report = storm.end()?;
        logins.push(report.answers as f64 / report.time.as_secs_f64());
    }
    let pairs = || quiet.iter().zip(&stormy);
    let slower: Vec<f64> = pairs().map(|(quiet, stormy)| stormy.p99_ms - quiet.p99_ms).collect();
    let kept: Vec<f64> = pairs().map(|(quiet, stormy)| stormy.rate / quiet.rate).collect();
    let figures = [("reads, quiet", &quiet), ("reads, others log in", &stormy)]
        .map(|(side, rounds)| Figures { side: side.into(), of: Measured::median(rounds) });
    Ok(vec![
        Line::new(
            "reads during logins: p99 above that of quiet times",
            median(slower.iter().copied()),
            Unit::Milliseconds,
        )
        .bar(Bar::AtMost(10.0))
        .spread(spread(&slower)),
        Line::new(
            "reads during logins ÷ reads in quiet times, answers a second",
            median(kept.iter().copied()),
            Unit::Ratio,
        )
        .bar(Bar::AtLeast(0.5))
        .spread(spread(&kept))
        .figures(figures.into())
        .note(format!(
            "{:.0} logins a second on {LOGINS} connections; the CPU of the second side is theirs as well",
            median(logins)
        )),
    ])
}

/// Logins for as long as a round lasts.
fn storm(server: &Burgrave, how: Rounds) -> Plan {
    Plan {
        address: server.child.address,
        connections: LOGINS,
        warm_up: Duration::ZERO,
        time: how.warm_up + how.time + LONGER,
        seed: 0,
        request: login(),
        supply: Supply::Nothing,
    }
}
