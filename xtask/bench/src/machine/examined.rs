//! What each statement behind a request looked at: on SQLite the steps of its virtual machine, on PostgreSQL
//! the rows that its plan came upon.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Burgrave, Cluster, plans};
use crate::load::Request;

/// How often a request is made: a statement that isn't there each time belongs to something else.
const TIMES: usize = 3;

/// How long a log line may take to its file.
const PATIENCE: Duration = Duration::from_secs(5);

/// What one statement looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Effort {
    /// Steps or rows.
    pub(crate) examined: f64,
    /// How long it took, in milliseconds.
    pub(crate) ms: f64,
}

/// Statements by their text.
pub(crate) type Statements = BTreeMap<String, Effort>;

/// The statements behind a request to a server on SQLite, which logs at the level `trace`.
pub(crate) fn sqlite(server: &Burgrave, request: &Request) -> Result<Statements, String> {
    let examine = || {
        let from = fs::metadata(server.log()).map_err(|error| error.to_string())?.len();
        server.call(request)?;
        // Also waits for the request's own line, so that the next one isn't taken for it.
        logged(&server.log(), from, request)
    };
    examine()?;
    repeated(examine)
}

/// Lets PostgreSQL log the plan of each statement in a database, with the rows that it came upon; counts for
/// connections that are made after it.
pub(crate) fn explain(cluster: &Cluster, database: &str) -> Result<(), String> {
    let settings =
        [("log_min_duration", "0"), ("log_analyze", "on"), ("log_timing", "off"), ("log_format", "json")];
    for (name, value) in settings {
        cluster.sql(database, &format!("ALTER DATABASE {database} SET auto_explain.{name} = '{value}'"))?;
    }
    Ok(())
}

/// The statements behind a request to a server on PostgreSQL, whose database is explained.
pub(crate) fn postgres(
    cluster: &Cluster,
    server: &Burgrave,
    request: &Request,
) -> Result<Statements, String> {
    // Every connection of the server has the statements prepared, and the catalogue's rows at hand, before it
    // counts.
    for _ in 0..2 * TIMES {
        server.call(request)?;
    }
    repeated(|| {
        let from = fs::metadata(cluster.log()).map_err(|error| error.to_string())?.len();
        server.call(request)?;
        let bytes = fs::read(cluster.log()).map_err(|error| error.to_string())?;
        Ok(plans::read(&String::from_utf8_lossy(bytes.get(from as usize..).unwrap_or_default())))
    })
}

/// What is there each time, with the least effort.
fn repeated(examine: impl Fn() -> Result<Statements, String>) -> Result<Statements, String> {
    let mut common = examine()?;
    for _ in 1..TIMES {
        common = least(&common, &examine()?);
    }
    Ok(without_authentication(common))
}

/// What both have, with the lesser effort.
fn least(one: &Statements, other: &Statements) -> Statements {
    let both = one.iter().filter_map(|(sql, effort)| {
        let other = other.get(sql)?;
        let least = Effort { examined: effort.examined.min(other.examined), ms: effort.ms.min(other.ms) };
        Some((sql.clone(), least))
    });
    both.collect()
}

/// Authenticating the caller costs the same for every list and isn't counted.
fn without_authentication(statements: Statements) -> Statements {
    statements.into_iter().filter(|(sql, _)| !sql.contains("api_keys")).collect()
}

/// Statements in the log from this byte up to the line about the request.
fn logged(log: &Path, from: u64, request: &Request) -> Result<Statements, String> {
    let path = request.target.split('?').next().unwrap_or_default();
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        let bytes = fs::read(log).map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(bytes.get(from as usize..).unwrap_or_default()).into_owned();
        let lines: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if lines.iter().any(|line| line["message"] == "request served" && line["path"] == path) {
            let mut statements = Statements::new();
            for line in lines.iter().filter(|line| line["message"] == "statement") {
                let sql = line["sql"].as_str().unwrap_or_default().to_owned();
                let entry = statements.entry(sql).or_default();
                entry.examined += line["steps"].as_f64().unwrap_or_default();
                entry.ms += line["duration_us"].as_f64().unwrap_or_default() / 1e3;
            }
            return Ok(statements);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Err(format!("{path} isn't in the log"))
}
