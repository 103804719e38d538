//! PostgreSQL dies, or takes no more connections, while the program writes: 503, and nothing that was
//! answered is lost.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::Method;
use nix::sys::signal::Signal;
use nix::unistd::Pid;
use serde_json::{Value, json};

use super::database::{create, first_user, names};
use super::program::{Program, command};
use crate::cluster::{Cluster, cluster};
use crate::harness::{Answer, Engine};

const GROUPS: &str = "/api/v2/organizations/default/groups";

/// Longest wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Names that were answered with 201.
type Acknowledged = Arc<Mutex<BTreeSet<String>>>;

fn left_out() -> bool {
    !Engine::available().contains(&Engine::Postgres)
}

#[apply(case)]
async fn what_was_answered_survives_the_death_of_the_database_in_the_middle_of_commits() {
    if left_out() {
        return;
    }
    let cluster = Cluster::start().await.expect("it is available");
    let url = cluster.database().await;
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--database", &url, "--rate-limit-api", "0"]);
    let token = first_user(&program).await;
    let (acknowledged, stop) = (Acknowledged::default(), Arc::new(AtomicBool::new(false)));
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (acknowledged, stop) = (acknowledged.clone(), stop.clone());
            tokio::spawn(write(program.url(), token.clone(), writer, acknowledged, stop))
        })
        .collect();
    for death in ["backends", "stop", "kill", "stop"] {
        grows(&acknowledged).await;
        if death == "backends" {
            kill_backends(&cluster).await;
            // The others go down with the one; PostgreSQL starts itself again.
            continue;
        }
        cluster.order(death);
        expect_later(until_503(&program, "/readyz").await);
        expect_later(program.call(Method::GET, "/api/v2/organizations").token(&token).send().await);
        program.call(Method::GET, "/healthz").send().await.expect(200);
        cluster.order("start");
    }
    grows(&acknowledged).await;
    stop.store(true, SeqCst);
    for writer in writers {
        writer.await.expect("each answer was 201 or 503");
    }
    program.call(Method::GET, "/readyz").send().await.expect(200);
    let groups = program.call(Method::GET, GROUPS).token(&token).send().await.json_of(200);
    let name = |group: &Value| group["name"].as_str().unwrap().to_owned();
    let found: BTreeSet<_> = groups.as_array().unwrap().iter().map(name).collect();
    let promised = acknowledged.lock().unwrap().clone();
    let lost: Vec<_> = promised.difference(&found).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    program.stop();
}

/// Creates groups until told to stop. An answer other than 201 is 503; a name whose outcome isn't known isn't
/// used again.
async fn write(url: String, token: String, writer: usize, acknowledged: Acknowledged, stop: Arc<AtomicBool>) {
    let client = reqwest::Client::new();
    for number in 0.. {
        if stop.load(SeqCst) {
            return;
        }
        let name = format!("w{writer}-{number}");
        let call = client.post(format!("{url}{GROUPS}")).header("coder-session-token", &token);
        let answer = call.json(&json!({ "name": name })).send().await.unwrap();
        match answer.status().as_u16() {
            201 => drop(acknowledged.lock().unwrap().insert(name)),
            503 => assert!(answer.headers().contains_key("retry-after"), "{name}"),
            other => panic!("{name}: {other} {}", answer.text().await.unwrap()),
        }
    }
}

/// Waits until some more writes were acknowledged.
async fn grows(acknowledged: &Acknowledged) {
    let count = || acknowledged.lock().unwrap().len();
    let (goal, end) = (count() + 20, Instant::now() + PATIENCE);
    while count() < goal {
        assert!(Instant::now() < end, "the writes don't go on");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn kill_backends(cluster: &Cluster) {
    let working =
        "SELECT pid FROM pg_stat_activity WHERE state <> 'idle' AND application_name = 'burgrave' LIMIT 1";
    let ids = cluster.ask(working).await;
    for id in ids {
        let _ = std::process::Command::new("kill").args(["-s", "KILL", &id]).status();
    }
}

async fn until_503(program: &Program, target: &str) -> Answer {
    let end = Instant::now() + PATIENCE;
    loop {
        let answer = program.call(Method::GET, target).send().await;
        if answer.status == 503 {
            return answer;
        }
        assert!(Instant::now() < end, "{target} never says that the database is gone");
    }
}

fn expect_later(answer: Answer) {
    let answer = answer.expect(503);
    assert!(answer.header("retry-after").is_some(), "503 says when to ask again");
}

#[apply(case)]
async fn a_database_without_free_connections_is_answered_with_503_until_there_are_some() {
    if left_out() {
        return;
    }
    let cluster = cluster().await.expect("it is available");
    cluster.run("CREATE ROLE narrow LOGIN").await;
    cluster.run("CREATE DATABASE narrow OWNER narrow").await;
    let url = cluster.url("narrow").replace("burgrave@", "narrow@");
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--database", &url]);
    let token = first_user(&program).await;
    create(&program, &token, "before").await;
    cluster.run("ALTER ROLE narrow CONNECTION LIMIT 0").await;
    cluster.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'narrow'").await;
    expect_later(until_503(&program, "/readyz").await);
    let list = program.call(Method::GET, "/api/v2/organizations").token(&token);
    expect_later(list.send().await);
    let new = program.call(Method::POST, "/api/v2/organizations").token(&token);
    expect_later(new.json(&json!({"name": "refused"})).send().await);
    cluster.run("ALTER ROLE narrow CONNECTION LIMIT -1").await;
    create(&program, &token, "later").await;
    assert_eq!(names(&program, &token).await, ["before", "coder", "later"]);
    program.stop();
}

#[apply(case)]
async fn a_database_that_is_not_up_yet_is_waited_for() {
    if left_out() {
        return;
    }
    let cluster = Cluster::start().await.expect("it is available");
    let url = cluster.database().await;
    cluster.order("stop");
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    let arguments = ["--address", "127.0.0.1:0", "--data", &data, "--database", &url];
    let mut early = command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(early.stderr.take().unwrap());
    let mut line = String::new();
    log.read_line(&mut line).unwrap();
    assert!(line.contains("takes no connection yet") && line.contains("60"), "{line}");
    cluster.order("start");
    let mut greeting = String::new();
    BufReader::new(early.stdout.take().unwrap()).read_line(&mut greeting).unwrap();
    assert!(greeting.contains("is running"), "{greeting}");
    nix::sys::signal::kill(Pid::from_raw(early.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
    assert!(early.wait().unwrap().success());

    cluster.order("stop");
    let output = command(&[&arguments[..], &["--database-wait", "300ms"]].concat()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("can't use the PostgreSQL database"), "{said}");
    cluster.order("start");
}

#[apply(case)]
async fn what_postgresql_refuses_is_said_at_once_with_a_way_out() {
    if left_out() {
        return;
    }
    let cluster = cluster().await.expect("it is available");
    let url = cluster.url("no_such_database");
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    let output =
        command(&["--address", "127.0.0.1:0", "--data", &data, "--database", &url]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("no_such_database") && said.contains("create the database first"), "{said}");
}

#[apply(case)]
async fn a_unix_socket_leads_to_the_database() {
    if left_out() {
        return;
    }
    let cluster = cluster().await.expect("it is available");
    let url = cluster.database().await;
    let name = url.split('?').next().and_then(|url| url.rsplit('/').next()).unwrap();
    let socket = cluster.socket_url(name);
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--database", &socket]);
    let token = first_user(&program).await;
    assert_eq!(names(&program, &token).await, ["coder"]);
    program.stop();
}
