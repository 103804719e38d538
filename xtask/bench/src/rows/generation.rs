//! From the specification to Rust, as the build script does it: unoptimised, the server's code and the
//! client's.

use std::process::Command;

use serde_json::Value;

use crate::bench::Bench;
use crate::table::{Bar, Line, Unit, median, spread};

/// What the times are for, whatever the specification has.
const OPERATIONS: f64 = 150.0;

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let mut runs = Vec::new();
    for _ in 0..bench.pick(5, 2) {
        runs.push(time(bench)?);
    }
    let operations = runs.first().map_or(0.0, |run| run["operations"].as_f64().unwrap_or_default());
    let mut lines = Vec::new();
    for side in ["server", "client"] {
        let of = |step: &str| -> Vec<f64> {
            let scaled = |run: &Value| run[step].as_f64().unwrap_or_default() * OPERATIONS / operations;
            runs.iter().map(scaled).collect()
        };
        let whole: Vec<f64> = of("read").iter().zip(of(side)).map(|(read, write)| read + write).collect();
        let (read, write) = (median(of("read")), median(of(side)));
        lines.push(
            Line::new(
                format!("specification → the {side}'s code, 150 operations"),
                median(whole.clone()),
                Unit::Milliseconds,
            )
            .bar(Bar::AtMost(1000.0))
            .spread(spread(&whole))
            .note(format!(
                "{read:.0} ms reading and checking, {write:.0} ms writing; measured with \
                 {operations:.0} operations"
            )),
        );
    }
    Ok(lines)
}

/// One run in a process of the unoptimised `xtask`.
fn time(bench: &Bench) -> Result<Value, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "xtask", "--", "generation"]);
    let output = command.current_dir(bench.workspace()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}
