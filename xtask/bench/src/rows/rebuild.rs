//! Building the server again, unoptimised, after one line of a handler was changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::bench::Bench;
use crate::table::{Bar, Line, Unit, median, spread};

/// The handler's file, and the text behind which a statement is put.
const FILE: &str = "server/src/handlers/organizations.rs";
const HANDLER: &str = "async fn list_organizations(";
const BODY: &str = "{\n";

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let edited = Edited::new(bench.workspace().join(FILE))?;
    build(bench)?;
    let mut times = Vec::new();
    for number in 0..bench.pick(3, 1) {
        edited.write(number)?;
        let begun = Instant::now();
        build(bench)?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    drop(edited);
    build(bench)?;
    Ok(vec![
        Line::new(
            "debug build after one handler was changed",
            median(times.iter().copied()),
            Unit::Milliseconds,
        )
        .bar(Bar::AtMost(10_000.0))
        .spread(spread(&times)),
    ])
}

fn build(bench: &Bench) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--package", "burgrave"]).current_dir(bench.workspace());
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// A file that is changed for a while; dropped, it is what it was.
struct Edited {
    path: PathBuf,
    text: String,
    at: usize,
}

impl Edited {
    fn new(path: PathBuf) -> Result<Self, String> {
        let failed = |problem: &str| format!("{}: {problem}", Path::new(FILE).display());
        let text = fs::read_to_string(&path).map_err(|error| failed(&error.to_string()))?;
        let handler = text.find(HANDLER).ok_or_else(|| failed("the handler isn't there any more"))?;
        let body = text[handler..].find(BODY).ok_or_else(|| failed("the handler has no body"))?;
        Ok(Self { path, at: handler + body + BODY.len(), text })
    }

    fn write(&self, number: u32) -> Result<(), String> {
        let (before, after) = self.text.split_at(self.at);
        let changed = format!("{before}        std::hint::black_box({number});\n{after}");
        fs::write(&self.path, changed).map_err(|error| error.to_string())
    }
}

impl Drop for Edited {
    fn drop(&mut self) {
        if let Err(error) = fs::write(&self.path, &self.text) {
            eprintln!("{} keeps a statement of the bench: {error}", self.path.display());
        }
    }
}
