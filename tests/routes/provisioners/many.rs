//! Hundreds of daemons on one server.

use std::collections::BTreeSet;

use burgrave_wire::provisionerd::AcquiredJob;
use chrono::TimeDelta;
use futures::StreamExt;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::calls::import;
use super::peer::{KEY, PATIENCE, Peer, SERVE, connect};
use super::scene::DAEMONS;
use crate::harness::{Engine, Server};
use crate::routes::provisioner_keys::scene::key;

const JOBS: usize = 5;

/// How many daemons are connected; as many as are promised in a long run.
fn how_many() -> usize {
    if std::env::var_os("BURGRAVE_TESTS_LONG").is_some() { 500 } else { 100 }
}

/// How many daemons have each status.
async fn counted(server: &Server, status: &str) -> usize {
    let path = format!("{DAEMONS}?limit=0&status={status}");
    server.owner().await.get(&path).await.json_of(200).as_array().unwrap().len()
}

#[apply(case)]
async fn hundreds_of_daemons_that_connect_at_once_all_count(engine: Engine) {
    let server = Server::start(engine).await;
    let (secret, all) = (key(&server, "fleet", json!({})).await, how_many());
    let dialed = (0..all).map(|number| {
        let target = format!("{SERVE}&name=builder{number}");
        let (server, secret) = (&server, &secret);
        async move { connect(server, &target, &[(KEY, secret)]).await.ok().unwrap() }
    });
    let peers = join_all(dialed).await;
    assert_eq!(counted(&server, "idle").await, all);

    let asked = join_all(peers.iter().map(Peer::ask)).await;
    let mut waiting: FuturesUnordered<_> = asked
        .into_iter()
        .map(|(answers, mut messages)| async move { (messages.only::<AcquiredJob>().await, answers) })
        .collect();
    let mut imported = BTreeSet::new();
    for _ in 0..JOBS {
        let version: Value = import(&server, json!({})).await;
        imported.insert(version["job"]["id"].as_str().unwrap().to_owned());
    }
    let mut given = BTreeSet::new();
    while given.len() < JOBS {
        let (job, answers) = timeout(PATIENCE, waiting.next()).await.expect("a job comes").unwrap();
        answers.close().await.unwrap();
        assert!(given.insert(job.unwrap().job_id), "a job is given once");
    }
    assert_eq!(given, imported);
    assert_eq!((counted(&server, "busy").await, counted(&server, "idle").await), (JOBS, all - JOBS));

    // The server says for each that it is there.
    server.clock.advance(TimeDelta::seconds(61));
    server.tick().await;
    server.clock.advance(TimeDelta::seconds(61));
    assert_eq!(counted(&server, "offline").await, 0);
    drop(waiting);
    let ended = tokio::spawn(join_all(peers.into_iter().map(Peer::ended)));
    server.stop().await;
    assert!(ended.await.unwrap().iter().all(|(code, _)| *code == 1001), "each is told of the end");
}
