//! The parent's half: starts the load generator, and reads the server's processor time meanwhile.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::request::Plan;
use super::{Measured, Report};

/// Sends one round of load, and reads `cpu` at its begin and its end.
pub(crate) fn measure(plan: &Plan, cpu: impl Fn() -> Result<Duration, String>) -> Result<Measured, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let child = Command::new(own).arg("load").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| format!("the load generator didn't start: {error}"))?;
    let plan = serde_json::to_string(plan).map_err(|error| error.to_string())?;
    if let Some(mut input) = child.stdin.take() {
        writeln!(input, "{plan}").map_err(|error| error.to_string())?;
    }
    let output = child.stdout.take().ok_or("the load generator has no output")?;
    let mut lines = BufReader::new(output).lines();
    let mut line = || lines.next().transpose().ok().flatten();
    let begun = line();
    let before = cpu()?;
    let report = line();
    let spent = cpu()?.saturating_sub(before);
    let ended = child.wait().map_err(|error| error.to_string())?;
    match (begun, report) {
        (Some(_), Some(report)) if ended.success() => {
            let report: Report = serde_json::from_str(&report).map_err(|error| error.to_string())?;
            if report.answers == 0 {
                return Err("no answer in a whole round".into());
            }
            Ok(report.with_cpu(spent))
        }
        _ => Err("the load generator failed; its reason stands above".into()),
    }
}
