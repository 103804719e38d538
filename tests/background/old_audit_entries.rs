//! Entries of the audit log that are older than the operator keeps are deleted.

use std::time::Duration;

use burgrave_core::Clock as _;
use burgrave_store::{Reader, StoreError};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{Engine, Options, Server};

async fn keeping(engine: Engine, time: &str) -> Server {
    let flags = vec![("audit-retention", time.to_owned())];
    Server::start_with(engine, Options { flags, ..Options::default() }).await
}

/// Lets hours pass until something holds: transactions of other databases of the cluster keep entries from
/// the chain for a moment, and what isn't in the chain stays. PostgreSQL tells nobody of their end.
async fn until(server: &Server, holds: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        server.clock.advance(TimeDelta::hours(1));
        server.tick().await;
    }
    panic!("it never holds");
}

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
    let server = keeping(engine, "30d").await;
    found(&server, "one").await;
    server.clock.advance(TimeDelta::days(29));
    found(&server, "two").await;
    server.tick().await;
    assert_eq!(targets(&server).await, ["two", "one", "owner"]);
    server.clock.advance(TimeDelta::days(1) + TimeDelta::hours(1));
    server.tick().await;
    until(&server, async || targets(&server).await == ["two"]).await;
}

/// Whether the chain has the entry about this organization.
async fn is_chained(reader: Reader, name: &str) -> Result<bool, StoreError> {
    let mut behind = 0;
    while let Some(block) = reader.audit_block_behind(behind).await? {
        let ids: Vec<_> = block.links().map(|(_, id, _)| id).collect();
        let entries = reader.audit_entries_among(&ids).await?;
        if entries.iter().any(|entry| entry.resource_target == name) {
            return Ok(true);
        }
        behind = block.last();
    }
    Ok(false)
}

/// Leaves an entry, and waits until the chain has it.
async fn chained(server: &Server, name: &'static str) {
    found(server, name).await;
    let there = async || server.store().scan(move |reader| is_chained(reader, name)).await.unwrap();
    until(server, there).await;
}

/// What is kept about deleted entries: the time before which they were, and where the chain begins since.
async fn known(server: &Server) -> (Option<String>, Option<String>) {
    let read = server.store().read(|reader| async move {
        let before = reader.setting("audit_deleted_before").await?;
        Ok::<_, StoreError>((before, reader.setting("audit_begins_at").await?))
    });
    read.await.unwrap()
}

/// The same as it has to be where everything older than this is deleted now.
async fn expected(server: &Server, older: TimeDelta) -> (Option<String>, Option<String>) {
    let read = server.store().read(|reader| async move { reader.audit_chain_beginning().await });
    let (first, before) = read.await.unwrap().unwrap();
    let time = (server.clock.now() - older).timestamp_micros();
    (Some(time.to_string()), Some(format!("{first}:{}", hex::encode(before))))
}

/// How often this server has looked for old entries.
async fn runs(server: &Server) -> String {
    let metrics = server.get("/metrics").send().await.text();
    let line =
        metrics.lines().find(|line| line.starts_with("burgrave_background_runs_total{task=\"old_audit"));
    line.unwrap().rsplit(' ').next().unwrap().to_owned()
}

#[apply(case)]
async fn the_latest_deletion_stays_known_where_more_is_kept_later(engine: Engine) {
    let server = keeping(engine, "30d").await;
    chained(&server, "one").await;
    assert_eq!(known(&server).await.1, None);
    server.clock.advance(TimeDelta::days(31));
    chained(&server, "two").await;
    until(&server, async || known(&server).await.1.is_some()).await;
    let first = known(&server).await;
    assert_eq!(first, expected(&server, TimeDelta::days(30)).await);

    let server = server.restart_with(vec![("audit-retention", "90d".to_owned())]).await;
    server.clock.advance(TimeDelta::hours(1));
    server.tick().await;
    assert_eq!((runs(&server).await.as_str(), known(&server).await), ("1", first.clone()));

    let server = server.restart_with(vec![("audit-retention", "10d".to_owned())]).await;
    server.clock.advance(TimeDelta::days(11));
    chained(&server, "three").await;
    until(&server, async || known(&server).await.1 != first.1).await;
    assert_eq!(known(&server).await, expected(&server, TimeDelta::days(10)).await);
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
