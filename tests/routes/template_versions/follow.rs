//! `GET /templateversions/{templateVersion}/logs?follow`

use http::{Method, StatusCode};
use serde_json::json;

use super::hand::take;
use super::scene::{path, version};
use crate::harness::{Engine, Person, Server};
use crate::routes::sockets::{follow, next, rest};

/// TestTemplateVersionLogs/Follow
#[apply(case)]
async fn a_follow_gives_what_is_there_then_what_comes_and_ends_with_the_job(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let logs = format!("{}/logs", path(&made));
    let hand = take(&server, &made).await;
    hand.writes(&["one", "two"]).await;
    let mut socket = follow(owner, &format!("{logs}?follow")).await.unwrap();
    let listed = owner.get(&logs).await.json_of(200);
    for expected in listed.as_array().unwrap() {
        assert_eq!(next(&mut socket).await.as_ref(), Ok(expected), "the same lines as in the list");
    }
    hand.writes(&["three"]).await;
    assert_eq!(next(&mut socket).await.unwrap()["output"], "three");
    let after = listed[0]["id"].as_i64().unwrap();
    let later = follow(owner, &format!("{logs}?follow=true&after={after}")).await.unwrap();
    hand.writes(&["four", "five"]).await;
    hand.ends().await;
    assert_eq!(rest(socket).await, (vec!["four".into(), "five".into()], 1000));
    assert_eq!(rest(later).await.0, ["two", "three", "four", "five"]);
    let ended = follow(owner, &format!("{logs}?follow")).await.unwrap();
    assert_eq!(rest(ended).await, (["one", "two", "three", "four", "five"].map(Into::into).into(), 1000));
    let beyond = follow(owner, &format!("{logs}?follow&after=9000000000")).await.unwrap();
    assert_eq!(rest(beyond).await, (vec![], 1000));
}

#[apply(case)]
async fn a_follow_of_a_canceled_import_ends(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let socket = follow(owner, &format!("{}/logs?follow", path(&made))).await.unwrap();
    owner.call(Method::PATCH, &format!("{}/cancel", path(&made))).send().await.expect(200);
    assert_eq!(rest(socket).await, (vec![], 1000));
}

/// One that asks for lines which aren't there yet takes none from the others.
#[apply(case)]
async fn many_follow_one_log_from_different_places(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let logs = format!("{}/logs?follow", path(&made));
    let beyond = follow(owner, &format!("{logs}&after=9000000000")).await.unwrap();
    let hand = take(&server, &made).await;
    let lines: Vec<String> = (0..600).map(|number| format!("line {number}")).collect();
    let slices: Vec<&str> = lines.iter().map(String::as_str).collect();
    hand.writes(&slices[..300]).await;
    let mut sockets = Vec::new();
    for _ in 0..20 {
        sockets.push(follow(owner, &logs).await.unwrap());
    }
    hand.writes(&slices[300..]).await;
    hand.ends().await;
    for (outputs, code) in futures::future::join_all(sockets.into_iter().map(rest)).await {
        assert_eq!((outputs.len(), code), (600, 1000));
        assert!(outputs == lines, "each line once, in order");
    }
    assert_eq!(rest(beyond).await, (vec![], 1000));
}

/// Statements that the server has sent to PostgreSQL.
async fn sent(server: &Server) -> u64 {
    let text = server.get("/metrics").send().await.expect(200).text();
    let line = text.lines().find_map(|line| line.strip_prefix("burgrave_database_statements_total "));
    line.expect("statements are counted").parse().unwrap()
}

/// What a line costs doesn't grow with those who follow: one reads it for all.
#[apply(case)]
async fn many_who_follow_read_the_database_once(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = version(owner, json!({})).await;
    let logs = format!("{}/logs?follow", path(&made));
    let hand = take(&server, &made).await;
    hand.writes(&["first"]).await;
    let mut sockets = Vec::new();
    let mut costs = Vec::new();
    for followers in [1, 40] {
        while sockets.len() < followers {
            let mut socket = follow(owner, &logs).await.unwrap();
            while next(&mut socket).await.unwrap()["output"] != "first" {}
            sockets.push(socket);
        }
        let before = sent(&server).await;
        let line = format!("for {followers}");
        hand.writes(&[line.as_str()]).await;
        for socket in &mut sockets {
            while next(socket).await.unwrap()["output"] != line {}
        }
        costs.push(sent(&server).await - before);
    }
    // A signal may be heard twice: from this process, and from the database.
    assert!(costs[1] <= costs[0] + 8, "statements for 1 and for 40: {costs:?}");
    hand.ends().await;
    for (rest, code) in futures::future::join_all(sockets.into_iter().map(rest)).await {
        assert_eq!((rest.len(), code), (0, 1000));
    }
}

#[apply(case)]
async fn a_follow_needs_a_websocket_and_the_right_to_read(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let made = version(owner, json!({})).await;
    let logs = format!("{}/logs?follow", path(&made));
    owner.get(&logs).await.expect(426);
    amira.get(&logs).await.expect(404);
    assert_eq!(follow(&amira, &logs).await.err(), Some(StatusCode::NOT_FOUND));
    let nobody = Person { token: "nobody-nobodynobodynobodynobo".into(), ..amira };
    assert_eq!(follow(&nobody, &logs).await.err(), Some(StatusCode::UNAUTHORIZED));
}

/// A replica hears of what another one's daemon writes; SQLite has no replicas.
#[apply(case)]
async fn a_follow_on_another_replica_gets_every_line(engine: Engine) {
    if engine != Engine::Postgres {
        return;
    }
    let server = Server::start(engine).await;
    let owner = server.owner().await.clone();
    let made = version(&owner, json!({})).await;
    let beside = server.beside().await;
    let logs = format!("{}/logs?follow", path(&made));
    let mut socket = follow(beside.owner().await, &logs).await.unwrap();
    let hand = take(&server, &made).await;
    hand.writes(&["one"]).await;
    assert_eq!(next(&mut socket).await.unwrap()["output"], "one");
    hand.ends().await;
    assert_eq!(rest(socket).await, (vec![], 1000));
    beside.stop().await;
}
