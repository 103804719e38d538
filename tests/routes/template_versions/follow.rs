//! `GET /templateversions/{templateVersion}/logs?follow`

use http::{Method, StatusCode};
use serde_json::json;

use super::hand::take;
use super::scene::{path, role_here, version};
use crate::harness::{Engine, Person, Server};
use crate::routes::sockets::{follow, next, rest};
use crate::routes::statements::{sent, sent_to_count};

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

/// Nobody is told anything more who has signed out, or may not read the log any more.
#[apply(case)]
async fn a_follow_ends_with_the_right_to_it(engine: Engine) {
    let server = Server::start(engine).await;
    let noor = server.member("noor").await;
    role_here(&server, &noor, "organization-template-admin").await;
    let made = version(server.owner().await, json!({})).await;
    let logs = format!("{}/logs?follow", path(&made));
    let hand = take(&server, &made).await;
    let mut socket = follow(&noor, &logs).await.unwrap();
    let mut silent = follow(server.owner().await, &logs).await.unwrap();
    hand.writes(&["one"]).await;
    assert_eq!(next(&mut socket).await.unwrap()["output"], "one");
    assert_eq!(next(&mut silent).await.unwrap()["output"], "one");
    let roles = format!("/api/v2/organizations/default/members/{}/roles", noor.id);
    server.owner().await.put(&roles, &json!({"roles": []})).await.expect(200);
    server.clock.advance(chrono::TimeDelta::seconds(6));
    hand.writes(&["two"]).await;
    assert_eq!(next(&mut socket).await, Err(1008));
    assert_eq!(next(&mut silent).await.unwrap()["output"], "two");
    // It is also found out where nothing is to be told.
    server.owner().await.call(Method::POST, "/api/v2/users/logout").send().await.expect(200);
    assert_eq!(next(&mut silent).await, Err(1008));
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
    for followers in [1, 50] {
        while sockets.len() < followers {
            let mut socket = follow(owner, &logs).await.unwrap();
            while next(&mut socket).await.unwrap()["output"] != "first" {}
            sockets.push(socket);
        }
        let to_count = sent_to_count(&server).await;
        let before = sent(&server).await;
        let line = format!("for {followers}");
        hand.writes(&[line.as_str()]).await;
        for socket in &mut sockets {
            while next(socket).await.unwrap()["output"] != line {}
        }
        costs.push(sent(&server).await - before - to_count);
    }
    // The first may have been told to look once more, when the connection for signals stood.
    assert!(costs[1] <= costs[0], "statements for 1 and for 50: {costs:?}");
    if engine == Engine::Postgres {
        // The daemon's transaction: BEGIN, three statements, COMMIT. One read of the log: BEGIN, the status,
        // the lines, ROLLBACK.
        assert_eq!(costs[1], 5 + 4);
    }
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
