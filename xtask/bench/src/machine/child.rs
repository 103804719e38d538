//! A server as a child process, ended with its handle.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{ChildStdout, Command, Stdio};
use std::time::Duration;

/// Linux counts processor time for `/proc/<id>/stat` in hundredths of a second on every architecture.
const TICK: Duration = Duration::from_millis(10);

/// A child that serves HTTP on loopback.
pub(crate) struct Child {
    process: std::process::Child,
    /// Kept open: who prints into a closed pipe is in trouble.
    _output: BufReader<ChildStdout>,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Child {
    /// Starts it and waits for the line that names its address. Its error stream goes to this file.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Result<Self, String> {
        let program = command.get_program().to_string_lossy().into_owned();
        let failed = |problem: String| format!("{program}: {problem}");
        let log_file = File::create(log).map_err(|error| failed(error.to_string()))?;
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log_file);
        let mut process = command.spawn().map_err(|error| failed(error.to_string()))?;
        let output = process.stdout.take().ok_or_else(|| failed("no output".into()))?;
        let mut output = BufReader::new(output);
        if let Some(address) = address(&mut output) {
            return Ok(Self { process, _output: output, address });
        }
        let _ = process.kill();
        let _ = process.wait();
        let said = fs::read_to_string(log).unwrap_or_default();
        Err(failed(format!("ended without naming an address\n{said}")))
    }

    /// Its id.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Processor time so far, user and system, of all its threads.
    pub(crate) fn cpu(&self) -> Result<Duration, String> {
        let text =
            fs::read_to_string(format!("/proc/{}/stat", self.id())).map_err(|error| error.to_string())?;
        // The program's name may have spaces; fields are counted from its end (proc(5): fields 14 and
        // 15).
        let fields = text.rsplit_once(')').map_or("", |(_, rest)| rest);
        let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u32>().ok());
        Ok(TICK * ticks.sum::<u32>())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn address(output: &mut impl BufRead) -> Option<SocketAddr> {
    let mut line = String::new();
    while output.read_line(&mut line).ok()? > 0 {
        let url = line.split_whitespace().find_map(|word| word.strip_prefix("http://"));
        if let Some(address) = url.and_then(|url| url.parse().ok()) {
            return Some(address);
        }
        line.clear();
    }
    None
}
