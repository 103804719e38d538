//! The parent's half: starts the load generator, and reads the server's processor time meanwhile.

use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use super::request::Plan;
use super::{Measured, Report};

/// A load generator at work.
pub(crate) struct Load {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Load {
    /// Starts it; returns when counting begins.
    pub(crate) fn start(plan: &Plan) -> Result<Self, String> {
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let child = Command::new(own).arg("load").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("the load generator didn't start: {error}"))?;
        let plan = serde_json::to_string(plan).map_err(|error| error.to_string())?;
        if let Some(mut input) = child.stdin.take() {
            writeln!(input, "{plan}").map_err(|error| error.to_string())?;
        }
        let output = child.stdout.take().ok_or("the load generator has no output")?;
        let mut load = Self { child, lines: BufReader::new(output).lines() };
        load.line()?;
        Ok(load)
    }

    /// Waits for its end; gives what it saw.
    pub(crate) fn end(mut self) -> Result<Report, String> {
        let report = self.line()?;
        let ended = self.child.wait().map_err(|error| error.to_string())?;
        if !ended.success() {
            return Err(failed());
        }
        let report: Report = serde_json::from_str(&report).map_err(|error| error.to_string())?;
        if report.answers == 0 {
            return Err("no answer in a whole round".into());
        }
        Ok(report)
    }

    fn line(&mut self) -> Result<String, String> {
        self.lines.next().transpose().ok().flatten().ok_or_else(failed)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        // It has mostly ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends one round of load, and reads `cpu` at its begin and its end.
pub(crate) fn measure(plan: &Plan, cpu: impl Fn() -> Result<Duration, String>) -> Result<Measured, String> {
    let load = Load::start(plan)?;
    let before = cpu()?;
    let report = load.end()?;
    Ok(report.with_cpu(cpu()?.saturating_sub(before)))
}

fn failed() -> String {
    "the load generator failed; its reason is above".into()
}
