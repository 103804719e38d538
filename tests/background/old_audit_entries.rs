//! Entries of the audit log that are older than the operator keeps are deleted.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{Engine, Options, Server};

/// What entries speak of, newest first, those of sessions left out.
async fn targets(server: &Server) -> Vec<Value> {
    // Sessions end within the days that pass here.
    let owner = server.owner().await;
    let token = owner.log_in().await;
    let entries = server.get("/api/v2/audit").token(&token).send().await.json_of(200)["audit_logs"]
        .as_array()
        .unwrap()
        .clone();
    let entries = entries.iter().filter(|entry| entry["resource_type"] != "api_key");
    entries.map(|entry| entry["resource_target"].clone()).collect()
}

async fn found(server: &Server, name: &str) {
    let owner = server.owner().await;
    server.clock.advance(TimeDelta::seconds(1));
    let token = owner.log_in().await;
    let call = server.post("/api/v2/organizations", &json!({ "name": name })).token(&token);
    call.send().await.expect(201);
}

#[apply(case)]
async fn entries_are_deleted_when_they_are_old_enough(engine: Engine) {
    let flags = vec![("audit-retention", "30d".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    found(&server, "one").await;
    server.clock.advance(TimeDelta::days(29));
    found(&server, "two").await;
    server.tick().await;
    assert_eq!(targets(&server).await, ["two", "one", "owner"]);
    server.clock.advance(TimeDelta::days(1) + TimeDelta::hours(1));
    server.tick().await;
    for _ in 0..200 {
        if targets(&server).await == ["two"] {
            break;
        }
        // Other databases of the cluster keep the entry from the chain for a moment, and it stays until then.
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        server.clock.advance(TimeDelta::hours(1));
        server.tick().await;
    }
    assert_eq!(targets(&server).await, ["two"]);
}

#[apply(case)]
async fn all_entries_are_kept_unless_a_time_is_set(engine: Engine) {
    // Who is away for ten years would become dormant, which is an entry of its own.
    let options = Options { flags: vec![("dormant-after", "0".into())], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    found(&server, "one").await;
    server.clock.advance(TimeDelta::days(3650));
    server.tick().await;
    assert_eq!(targets(&server).await, ["one", "owner"]);
}
