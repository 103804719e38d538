//! From the start of the process to its first answer, and its memory when idle.

use std::time::Duration;

use crate::bench::Bench;
use crate::machine::{Burgrave, resident};
use crate::table::{Bar, Line, Unit, median, spread};

/// Until the memory is looked at.
const IDLE: Duration = Duration::from_secs(1);

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let (mut times, mut sizes) = (Vec::new(), Vec::new());
    for _ in 0..bench.pick(5, 2) {
        let server = Burgrave::sqlite()?;
        times.push(server.started_in.as_secs_f64() * 1e3);
        std::thread::sleep(IDLE);
        sizes.push(resident(server.child.id())? as f64 / 1e6);
    }
    Ok(vec![
        Line::new(
            "first answer after the start, empty data folder",
            median(times.iter().copied()),
            Unit::Milliseconds,
        )
        .bar(Bar::AtMost(300.0))
        .spread(spread(&times)),
        Line::new("resident memory, idle", median(sizes.iter().copied()), Unit::Megabytes)
            .bar(Bar::AtMost(40.0))
            .spread(spread(&sizes)),
    ])
}
