//! The same read from PostgreSQL, beside `pgbench -S -M prepared` on the same database.

use std::time::Duration;

use super::sqlite_read::TARGET;
use crate::bench::Bench;
use crate::load::{Measured, Request};
use crate::machine::{Burgrave, Rounds, Side};
use crate::table::{Bar, Figures, Line, Unit, median, spread};

const DATABASE: &str = "read";

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let cluster = bench.cluster()?;
    let server = Burgrave::postgres(cluster, DATABASE)?;
    cluster.prepare_pgbench(DATABASE)?;
    let request = Request::get(TARGET).token(&server.owner()?);
    let side = Side::new("burgrave on PostgreSQL, one organization", &server.child, request);
    // pgbench counts whole seconds.
    let how =
        Rounds { count: bench.pick(7, 2), time: Duration::from_secs(bench.pick(2, 1)), ..bench.rounds() };
    let (mut reads, mut rates, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..how.count {
        let read = side.measure(how, round as u64)?;
        let rate = cluster.pgbench(DATABASE, how.connections, how.time)?;
        ratios.push(read.rate / rate);
        rates.push(rate);
        reads.push(read);
    }
    let figures = Figures { side: side.name.clone(), of: Measured::median(&reads) };
    let rate = median(rates);
    Ok(vec![
        Line::new(
            "requests/s on PostgreSQL ÷ pgbench -S -M prepared",
            median(ratios.iter().copied()),
            Unit::Ratio,
        )
        .bar(Bar::AtLeast(0.4))
        .spread(spread(&ratios))
        .figures(vec![figures])
        .note(format!("pgbench, {} clients: {rate:.0} transactions/s", how.connections)),
    ])
}
