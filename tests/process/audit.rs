//! The chain over the audit log, as an operator checks it, and a server that is killed while it passes
//! entries on.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use http::Method;
use nix::sys::signal::{Signal, kill};
use serde_json::{Value, json};

use super::database::first_user;
use super::program::{Program, command};
use crate::harness::Engine;

/// Longest wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(30);

fn verify(data: &Path, url: &str) -> Output {
    let data = data.display().to_string();
    command(&["admin", "audit", "verify", "--data", &data]).env("BURGRAVE_DATABASE", url).output().unwrap()
}

#[track_caller]
fn whole(output: &Output) -> i64 {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("as it was written"), "{text}");
    place_behind(&text, "to entry ")
}

/// The number behind these words.
#[track_caller]
fn place_behind(text: &str, words: &str) -> i64 {
    let digits = |rest: &str| rest.split(|letter: char| !letter.is_ascii_digit()).next().map(str::to_owned);
    let place = text.split_once(words).and_then(|(_, rest)| digits(rest)?.parse().ok());
    place.unwrap_or_else(|| panic!("no place in: {text}"))
}

#[track_caller]
fn broken(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    text
}

/// Changes the database as no server does.
pub async fn change(data: &Path, url: &str, sql: &str) {
    if url.is_empty() {
        let database = rusqlite::Connection::open(data.join("burgrave.db")).unwrap();
        return database.execute_batch(sql).unwrap();
    }
    let (client, driver) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    let driver = tokio::spawn(driver);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    driver.await.unwrap().unwrap();
}

async fn found(program: &Program, token: &str, name: &str) {
    let call = program.call(Method::POST, "/api/v2/organizations").token(token);
    call.json(&json!({ "name": name })).send().await.expect(201);
}

/// Waits until so many entries stand in the chain.
async fn sealed(data: &Path, url: &str, entries: i64) -> i64 {
    let end = Instant::now() + PATIENCE;
    loop {
        let output = verify(data, url);
        if !String::from_utf8_lossy(&output.stdout).contains("no entries") {
            let last = whole(&output);
            if last >= entries {
                return last;
            }
        }
        assert!(Instant::now() < end, "the chain doesn't grow");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Waits until old blocks are deleted up to this place, and gives that of the first entry that is left.
async fn begins_behind(data: &Path, url: &str, place: i64) -> i64 {
    let end = Instant::now() + PATIENCE;
    loop {
        let output = verify(data, url);
        whole(&output);
        let first = place_behind(&String::from_utf8_lossy(&output.stdout), "from entry ");
        if first > place {
            return first;
        }
        assert!(Instant::now() < end, "nothing is deleted");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[apply(case)]
async fn the_chain_names_the_first_entry_that_was_changed(engine: Engine) {
    let (folder, url) = (tempfile::tempdir().unwrap(), engine.database().await.flag().1);
    let program = Program::serve(folder.path(), &["--database", &url]);
    let token = first_user(&program).await;
    for name in ["one", "two", "three"] {
        found(&program, &token, name).await;
    }
    let last = sealed(folder.path(), &url, 5).await;
    program.stop();
    let of = |name: &str| format!("WHERE resource_type = 'organization' AND resource_target = '{name}'");
    change(folder.path(), &url, &format!("UPDATE audit_log SET status_code = 500 {}", of("three"))).await;
    let third = broken(&verify(folder.path(), &url));
    assert!(third.contains("it was changed"), "{third}");
    change(folder.path(), &url, &format!("UPDATE audit_log SET user_agent = 'x' {}", of("two"))).await;
    let second = broken(&verify(folder.path(), &url));
    assert!(second.contains("it was changed") && second != third, "the first one is named: {second}");
    change(folder.path(), &url, &format!("DELETE FROM audit_log {}", of("one"))).await;
    let first = broken(&verify(folder.path(), &url));
    assert!(first.contains("it was deleted, and is not old enough"), "{first}");
    let place = |text: &str| place_behind(text, "entry ");
    assert!(place(&first) < place(&second) && place(&second) < place(&third) && place(&third) <= last);
}

/// A copy of the entry about this organization, written in front of all others.
fn forged(engine: Engine, name: &str) -> String {
    let (place, id) = match engine {
        Engine::Sqlite => ("rowid", "randomblob(16)"),
        Engine::Postgres => ("written_by", "gen_random_uuid()"),
    };
    let columns = "time, user_id, organization_id, resource_type, resource_id, resource_target, \
                   resource_target_key, action, diff, status_code, ip_address, user_agent, request_id, \
                   additional_fields";
    format!(
        "INSERT INTO audit_log ({place}, id, {columns}) SELECT 0, {id}, {columns} FROM audit_log \
         WHERE resource_type = 'organization' AND resource_target = '{name}'"
    )
}

#[apply(case)]
async fn an_entry_that_was_written_among_older_ones_is_told(engine: Engine) {
    let (folder, url) = (tempfile::tempdir().unwrap(), engine.database().await.flag().1);
    let program = Program::serve(folder.path(), &["--database", &url]);
    let token = first_user(&program).await;
    found(&program, &token, "one").await;
    sealed(folder.path(), &url, 3).await;
    program.stop();
    let last = whole(&verify(folder.path(), &url));
    change(folder.path(), &url, &forged(engine, "one")).await;
    let told = broken(&verify(folder.path(), &url));
    assert!(told.contains("there are entries up to it that are not in the chain"), "{told}");
    assert_eq!(place_behind(&told, "entry "), last, "it is the last one up to which too many are there");
    // A server that starts doesn't take it into the chain.
    Program::serve(folder.path(), &["--database", &url]).stop();
    broken(&verify(folder.path(), &url));
}

/// Blocks that retention has deleted are missing by right, and no others are.
#[apply(case)]
async fn a_beginning_that_was_cut_off_is_told_from_one_that_was_old(engine: Engine) {
    let (folder, url) = (tempfile::tempdir().unwrap(), engine.database().await.flag().1);
    let serve = |more: &[&str]| Program::serve(folder.path(), &[&["--database", &url], more].concat());
    let cut = async |first: i64, why: &str| {
        let sql = format!(
            "CREATE TABLE kept AS SELECT * FROM audit_blocks WHERE first = {first}; \
             DELETE FROM audit_blocks WHERE first = {first}"
        );
        change(folder.path(), &url, &sql).await;
        let told = broken(&verify(folder.path(), &url));
        assert!(told.contains("what comes before it is missing in the chain"), "{why}: {told}");
        let back = "INSERT INTO audit_blocks SELECT * FROM kept; DROP TABLE kept";
        change(folder.path(), &url, back).await;
    };
    let program = serve(&[]);
    let token = first_user(&program).await;
    let mut last = sealed(folder.path(), &url, 2).await;
    for name in ["one", "two"] {
        found(&program, &token, name).await;
        last = sealed(folder.path(), &url, last + 1).await;
    }
    program.stop();
    cut(1, "nothing was deleted by right").await;
    whole(&verify(folder.path(), &url));

    let program = serve(&["--audit-retention", "1s"]);
    let first = begins_behind(folder.path(), &url, 1).await;
    found(&program, &token, "three").await;
    sealed(folder.path(), &url, last + 1).await;
    program.stop();
    whole(&verify(folder.path(), &url));
    cut(first, "more is missing than was deleted by right").await;
}

/// Every entry comes into the file, and none twice, however often the server is killed.
#[apply(case)]
async fn a_file_has_every_entry_once_after_each_kill(engine: Engine) {
    let (folder, url) = (tempfile::tempdir().unwrap(), engine.database().await.flag().1);
    let path = folder.path().join("audit.jsonl");
    let file = path.display().to_string();
    let serve = || Program::serve(folder.path(), &["--database", &url, "--audit-file", &file]);
    let mut program = serve();
    let token = first_user(&program).await;
    let mut names = BTreeSet::new();
    for round in 0..5 {
        for number in 0..5 {
            let name = format!("o{round}-{number}");
            found(&program, &token, &name).await;
            names.insert(name);
        }
        // Around when it passes entries on.
        tokio::time::sleep(Duration::from_millis(200 * round)).await;
        kill(program.process(), Signal::SIGKILL).unwrap();
        program.ended();
        // A minute passes, after which the next one may go on.
        change(folder.path(), &url, "UPDATE audit_receivers SET held_until = 0").await;
        program = serve();
    }
    let end = Instant::now() + PATIENCE;
    loop {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let lines: Vec<Value> = whole.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let places: Vec<_> = lines.iter().map(|line| line["sequence"].as_i64().unwrap()).collect();
        let expected: Vec<i64> = (1..=i64::try_from(lines.len()).unwrap()).collect();
        assert_eq!(places, expected, "each is there once");
        let told: BTreeSet<_> =
            lines.iter().filter_map(|line| line["entry"]["resource_target"].as_str()).collect();
        if names.iter().all(|name| told.contains(name.as_str())) {
            break;
        }
        assert!(Instant::now() < end, "entries are missing");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    program.stop();
    whole(&verify(folder.path(), &url));
}
