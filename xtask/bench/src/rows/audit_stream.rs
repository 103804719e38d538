//! The audit log for others: how many entries a second go through the chain into a file, and what that costs
//! those who write.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Burgrave, Cluster, Folder, Rounds, Side, alternate};
use crate::table::{Bar, Line, Unit};

const DATABASES: [&str; 3] = ["audit_stream", "audit_plain", "audit_told"];

/// Longest wait for the file.
const PATIENCE: Duration = Duration::from_secs(120);

/// Who writes at the same time.
const CLIENTS: usize = 16;

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let entries = bench.pick(200_000, 50_000);
    let cluster = bench.cluster()?;
    Ok(vec![
        on_sqlite(entries)?,
        on_postgres(cluster, entries)?,
        writes(bench, "SQLite", &Burgrave::sqlite()?, |flags| Burgrave::start(flags, Folder::new()?))?,
        writes(bench, "PostgreSQL", &Burgrave::postgres(cluster, DATABASES[1])?, |flags| {
            cluster.create(DATABASES[2])?;
            let url = cluster.url(DATABASES[2]);
            Burgrave::start(&[&["--database", &url], flags].concat(), Folder::new()?)
        })?,
    ])
}

fn on_sqlite(entries: u32) -> Result<Line, String> {
    let server = Burgrave::sqlite()?;
    server.owner()?;
    let folder = server.stop();
    let database = Connection::open(Burgrave::database(folder.path())).map_err(|error| error.to_string())?;
    let numbers =
        format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {entries})");
    let seed = seed("randomblob(16)", "zeroblob(16)", &format!("{numbers} SELECT"), "FROM n");
    database.execute_batch(&seed).map_err(|error| error.to_string())?;
    drop(database);
    line("SQLite", folder, &[], entries)
}

fn on_postgres(cluster: &Cluster, entries: u32) -> Result<Line, String> {
    let server = Burgrave::postgres(cluster, DATABASES[0])?;
    server.owner()?;
    let folder = server.stop();
    let nobody = "CAST('00000000-0000-0000-0000-000000000000' AS UUID)";
    let from = format!("FROM generate_series(1, {entries}) AS n(i)");
    cluster.sql(DATABASES[0], &seed("gen_random_uuid()", nobody, "SELECT", &from))?;
    line("PostgreSQL", folder, &["--database", &cluster.url(DATABASES[0])], entries)
}

/// Entries as a group that is renamed leaves them.
fn seed(id: &str, nobody: &str, select: &str, from: &str) -> String {
    format!(
        "INSERT INTO audit_log (id, time, resource_type, resource_id, resource_target, action, diff, \
         status_code, ip_address, user_agent, request_id, additional_fields, resource_target_key) {select} {id}, \
         1700000000000000 + i, 'group', {nobody}, 'group ' || i, 'write', '{{\"name\":{{\"old\":\"group ' || i || \
         '\",\"new\":\"crew ' || i || '\",\"secret\":false}}}}', 200, '127.0.0.1', 'bench', {nobody}, '{{}}', \
         'group ' || i {from}"
    )
}

/// Entries a second from the start of the server until the last stands in the file.
fn line(engine: &str, folder: Folder, flags: &[&str], entries: u32) -> Result<Line, String> {
    let file = folder.path().join("audit.jsonl");
    let path = file.display().to_string();
    let begun = Instant::now();
    let server = Burgrave::start(&[flags, &["--audit-file", &path]].concat(), folder)?;
    let last = format!("\"sequence\":{entries},");
    while !ends_with(&file, &last) {
        if begun.elapsed() > PATIENCE {
            return Err(format!("the file has no entry {entries} after {} s", PATIENCE.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let rate = f64::from(entries) / begun.elapsed().as_secs_f64();
    let _ = server.stop();
    Ok(Line::new(format!("entries of the audit log a second into a file, {engine}"), rate, Unit::PerSecond)
        .bar(Bar::AtLeast(10_000.0))
        .note(format!("{entries} entries, from the start of the server on")))
}

/// Whether the end of a file has this text.
fn ends_with(file: &Path, text: &str) -> bool {
    use std::io::{Read, Seek, SeekFrom};
    let Ok(mut file) = std::fs::File::open(file) else { return false };
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let mut end = Vec::new();
    let read =
        file.seek(SeekFrom::Start(length.saturating_sub(64 * 1024))).and_then(|_| file.read_to_end(&mut end));
    read.is_ok() && String::from_utf8_lossy(&end).contains(text)
}

/// Writes with a file that gets entries beside writes without.
fn writes(
    bench: &Bench,
    engine: &str,
    plain: &Burgrave,
    start: impl Fn(&[&str]) -> Result<Burgrave, String>,
) -> Result<Line, String> {
    let folder = Folder::new()?;
    let file = folder.path().join("audit.jsonl").display().to_string();
    let told = start(&["--audit-file", &file])?;
    let side = |name: &str, server: &'_ Burgrave| -> Result<Request, String> {
        let body = format!(r#"{{"name": "{name}{{unique}}"}}"#);
        Ok(Request::post("/api/v2/organizations/default/groups", &body).token(&server.owner()?))
    };
    let sides = [
        Side::new("with a file", &told.child, side("t", &told)?),
        Side::new("without", &plain.child, side("p", plain)?),
    ];
    let how = Rounds { count: bench.pick(7, 2), connections: CLIENTS, ..bench.rounds() };
    let measured = alternate(&sides, how)?;
    let (value, least, most) = measured.ratio(0, 1, |figures| figures.rate);
    Ok(Line::new(format!("writes with a file for the audit log ÷ without, {engine}"), value, Unit::Ratio)
        .bar(Bar::AtLeast(0.97))
        .spread((least, most))
        .figures(measured.figures()))
}
