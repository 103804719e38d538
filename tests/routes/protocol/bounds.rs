//! What one request can make the server do and keep has a bound.

use chrono::TimeDelta;
use http::Method;
use serde_json::{Value, json};

use crate::harness::{Engine, Options, Server};
use crate::specification::operations;

/// What of a path is kept, in bytes.
const PATH_BYTES: usize = 512;
/// What a line of the log may have, in bytes.
const LINE_BYTES: usize = 2_048;
/// How many refusals of an address are recorded a minute where nobody is signed in.
const RECORDS: i64 = 60;
/// How many lines the refused calls of one network have in a minute.
const LINES: usize = 300;

#[apply(case)]
async fn many_names_in_a_query_are_refused_by_one_short_answer(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await;
    let query: Vec<String> = (0..13_000).map(|number| format!("{number:x}")).collect();
    let query = query.join("&");
    let strict = operations().iter().filter(|one| one.extension("x-strict-query").is_some());
    for operation in strict.filter(|one| !one.path.contains('{')) {
        let call = server.call(operation.method.clone(), &format!("{}?{query}", operation.path));
        let answer = call.send_past_the_contract().await;
        assert!(answer.status < 500 && answer.body.len() < 64 * 1024, "{}: {}", operation.id, answer.status);
    }
    let form = query.replace('&', "=1&");
    let token = server.post("/oauth2/tokens", &Value::Null);
    let answer = crate::harness::Call { headers: vec![], ..token }
        .body("application/x-www-form-urlencoded", form)
        .send()
        .await;
    assert!(answer.status < 500 && answer.body.len() < 64 * 1024, "{}", answer.text());
}

/// Refused changes in the audit log, newest first.
async fn refused(server: &Server, q: &str) -> Vec<Value> {
    let found = server.owner().await.get(&format!("/api/v2/audit?limit=100&q={q}")).await.json_of(200);
    let entries = found["audit_logs"].as_array().unwrap().clone();
    entries.into_iter().filter(|entry| entry["status_code"].as_i64().unwrap() >= 400).collect()
}

#[apply(case)]
async fn what_is_kept_of_a_path_is_short_and_in_one_spelling(engine: Engine) {
    let server = Server::start(engine).await;
    let member = server.member("amira").await;
    let slashes = "/".repeat(60_000);
    let first = json!({"email": "a@example.com", "username": "a", "password": "some-other-password-47"});
    server.post(&format!("/api/v2{slashes}users/first"), &first).send().await.expect(409);
    let long = "a".repeat(60_000);
    server.get(&format!("/{long}")).send().await.expect(404);
    let unknown = Method::from_bytes(long.as_bytes()).unwrap();
    server.call(unknown, "/api/v2/users").send_past_the_contract().await.expect(405);
    member.delete(&format!("/api/v2/organizations/{long}")).await;
    for line in server.log.text().lines() {
        assert!(line.len() <= LINE_BYTES, "{} bytes: {}", line.len(), &line[..100]);
    }
    let entries = refused(&server, "").await;
    let targets: Vec<&str> = entries.iter().map(|entry| entry["resource_target"].as_str().unwrap()).collect();
    assert!(targets.contains(&"/api/v2/users/first"), "{targets:?}");
    let organization = targets.iter().find(|target| target.starts_with("/api/v2/organizations/aaa"));
    assert_eq!(organization.expect("a long target is recorded as well").len(), PATH_BYTES);
}

#[apply(case)]
async fn a_refusal_is_recorded_where_the_router_found_it(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = owner.post("/api/v2/organizations", &json!({"name": "borg"})).await.json_of(201);
    let member = server.member("amira").await;
    for path in [
        "/api/v2/%6Frganizations/b%6Frg/groups",
        "/api/v2/organizations//borg/groups/",
        "/api/v2/organizations/borg/groups",
    ] {
        server.clock.advance(TimeDelta::seconds(1));
        member.post(path, &json!({"name": "mine"})).await.expect(404);
        let entry = refused(&server, "resource_type:group").await.remove(0);
        assert_eq!(entry["organization"]["id"], made["id"], "{path}");
        assert_eq!(entry["resource_target"], "/api/v2/organizations/borg/groups", "{path}");
    }
    server.clock.advance(TimeDelta::seconds(1));
    member.post("/api/v2/organizations/bo%00rg/groups", &json!({"name": "mine"})).await.expect(400);
    assert_eq!(
        refused(&server, "resource_type:group").await.len(),
        4,
        "what names nothing is recorded as well"
    );
}

#[apply(case)]
async fn unknown_paths_and_methods_are_limited_by_address(engine: Engine) {
    let options = Options { flags: vec![("rate-limit-api", "3".into())], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    let unknown = Method::from_bytes(b"FOO").unwrap();
    server.get("/nowhere").send().await.expect(404);
    server.call(Method::PUT, "/api/v2/buildinfo").send().await.expect(405);
    server.call(unknown.clone(), "/api/v2/users").send_past_the_contract().await.expect(405);
    for call in [
        server.get("/elsewhere"),
        server.call(Method::PUT, "/api/v2/buildinfo"),
        server.call(unknown, "/api/v2/users"),
        server.get("/a/../b"),
    ] {
        let refused = call.send_past_the_contract().await.expect(429);
        assert!(refused.header("retry-after").is_some(), "{}", call.target);
        assert!(refused.message().contains("rate limited"), "{}", refused.text());
    }
    server.get("/api/v2/buildinfo").send().await.expect(200);
    server.clock.advance(TimeDelta::minutes(1));
    server.get("/nowhere").send().await.expect(404);
}

#[apply(case)]
async fn refusals_of_nobody_are_recorded_so_often_and_no_more(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await;
    let count = async || {
        let found = server.owner().await.get("/api/v2/audit?limit=1&q=action:login").await.json_of(200);
        found["count"].as_i64().unwrap()
    };
    let before = count().await;
    let body = json!({"email": "nobody@example.com", "password": "some-other-password-47"});
    for _ in 0..RECORDS + 10 {
        server.post("/api/v2/users/login", &body).send().await.expect(401);
    }
    assert_eq!(count().await, before + RECORDS);
    server.clock.advance(TimeDelta::minutes(2));
    server.tick().await;
    let told = server.log.lines_with("message", "too many refusals: some are not in the audit log");
    assert_eq!(told[0]["count"], 10);
    server.post("/api/v2/users/login", &body).send().await.expect(401);
    assert_eq!(count().await, before + RECORDS + 1);
}

#[apply(case)]
async fn refused_calls_have_so_many_lines_and_no_more(engine: Engine) {
    let server = Server::start(engine).await;
    for _ in 0..LINES + 20 {
        server.get("/nowhere").send().await.expect(404);
    }
    assert_eq!(server.log.lines_with("path", "/nowhere").len(), LINES);
    server.get("/api/v2/buildinfo").send().await.expect(200);
    assert_eq!(
        server.log.lines_with("path", "/api/v2/buildinfo").len(),
        1,
        "what is answered is always there"
    );
}
