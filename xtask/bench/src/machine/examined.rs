//! What each statement behind a request looked at: on SQLite the steps of its virtual machine, on PostgreSQL buffers.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Burgrave, Cluster};
use crate::load::Request;

/// How often a request is made: a statement that isn't there each time belongs to something else.
const TIMES: usize = 3;

/// How long a log line may take to its file.
const PATIENCE: Duration = Duration::from_secs(5);

/// What one statement looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Effort {
    /// Steps or buffers.
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
    let mut common: Option<Statements> = None;
    for _ in 0..TIMES {
        let found = examine()?;
        common = Some(match common {
            None => found,
            Some(before) => least(&before, &found),
        });
    }
    Ok(without_authentication(common.unwrap_or_default()))
}

/// The statements behind a request to a server on PostgreSQL.
pub(crate) fn postgres(
    cluster: &Cluster,
    database: &str,
    server: &Burgrave,
    request: &Request,
) -> Result<Statements, String> {
    cluster.sql(database, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements")?;
    // Every connection of the server has the statements prepared, and the catalogue's rows at hand, before it counts.
    for _ in 0..2 * TIMES {
        server.call(request)?;
    }
    let mut common: Option<Statements> = None;
    for _ in 0..TIMES {
        cluster.sql(database, "SELECT pg_stat_statements_reset()")?;
        server.call(request)?;
        let found = cluster.sql(
            database,
            "SELECT json_build_object('sql', query, 'examined', shared_blks_hit + shared_blks_read, 'ms', total_exec_time) \
             FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid \
             WHERE d.datname = current_database() AND query NOT LIKE '%pg_stat%'",
        )?;
        let found = found.lines().filter_map(|line| {
            let line: Value = serde_json::from_str(line).ok()?;
            let effort = Effort { examined: line["examined"].as_f64()?, ms: line["ms"].as_f64()? };
            Some((line["sql"].as_str()?.to_owned(), effort))
        });
        let found = found.collect();
        common = Some(match common {
            None => found,
            Some(before) => least(&before, &found),
        });
    }
    Ok(without_authentication(common.unwrap_or_default()))
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

/// Whoever asks is found in the same way whatever is asked: that isn't the list's effort.
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
