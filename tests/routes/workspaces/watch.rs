//! `GET /workspaces/{workspace}/watch`, `GET /workspaces/{workspace}/watch-ws`

use std::time::Duration;

use burgrave_core::authorization::Update;
use burgrave_core::provisioning::build::Transition;
use bytes::Bytes;
use chrono::TimeDelta;
use futures::StreamExt;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::scene::{Asked, Made, access, build, built, change, machine, running, share, template_of};
use crate::harness::{Engine, Person, Server};
use crate::routes::sockets::{Socket, follow, next};
use crate::routes::templates::scene::start;

/// How long a case waits for what has to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A client of server-sent events.
struct Events {
    pieces: futures::stream::BoxStream<'static, Bytes>,
    text: String,
}

impl Events {
    async fn of(who: &Person, path: &str) -> Events {
        let request = reqwest::Client::new()
            .get(format!("http://{}{path}", who.address))
            .header("coder-session-token", &who.token);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert!(header("content-type").starts_with("text/event-stream"));
        assert_eq!((header("cache-control"), header("x-accel-buffering")), ("no-cache".into(), "no".into()));
        let pieces = response.bytes_stream().map(|piece| piece.unwrap()).boxed();
        Events { pieces, text: String::new() }
    }

    /// The next event and its data; none at the end.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                let data = field("data: ").map_or(Value::Null, |data| serde_json::from_str(data).unwrap());
                let found = (field("event: ").unwrap().to_owned(), data);
                self.text = rest.to_owned();
                return Some(found);
            }
            let piece = tokio::time::timeout(PATIENCE, self.pieces.next()).await.expect("something comes")?;
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }

    /// The next workspace that is told, of this status.
    async fn until(&mut self, status: &str) -> Value {
        loop {
            let (kind, data) = self.next().await.expect("it goes on");
            if kind == "data" && data["latest_build"]["status"] == status {
                return data;
            }
        }
    }
}

async fn scene(engine: Engine) -> (Server, Person, Made) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_of(&server, "castle", &machine()).await;
    let made = running(&server, &amira, &template, "dev").await;
    (server, amira, made)
}

async fn favorite(server: &Server, made: &Made) {
    let done = |tx: burgrave_store::Tx, found: burgrave_core::authorization::Authorized<Update, _>| async move {
        tx.set_favorite(&found, true).await.map(drop)
    };
    change(server, made, done).await;
}

/// TestWatchWorkspace
#[apply(case)]
async fn events_have_the_workspace_at_once_and_after_each_change(engine: Engine) {
    let (server, amira, made) = scene(engine).await;
    let mut events = Events::of(&amira, &format!("{}/watch", made.path())).await;
    assert_eq!(events.next().await, Some(("ping".into(), Value::Null)));
    let (kind, first) = events.next().await.unwrap();
    assert_eq!((kind.as_str(), &first), ("data", &amira.get(&made.path()).await.json_of(200)));
    favorite(&server, &made).await;
    let (_, changed) = events.next().await.unwrap();
    assert_eq!((&changed["favorite"], &changed["id"]), (&json!(true), &first["id"]));
    built(&server, &made.workspace, Transition::Stop).await;
    events.until("stopped").await;
    built(&server, &made.workspace, Transition::Delete).await;
    events.until("deleted").await;
    let mut late = Events::of(&amira, &format!("{}/watch", made.path())).await;
    late.until("deleted").await;
}

#[apply(case)]
async fn every_fifteen_seconds_a_ping_says_that_the_connection_stands(engine: Engine) {
    let (server, amira, made) = scene(engine).await;
    // What is due at the beginning is done before anybody watches.
    server.tick().await;
    let path = format!("{}/watch", made.path());
    let mut events = Events::of(&amira, &path).await;
    events.until("running").await;
    let mut socket = follow(&amira, &format!("{path}-ws")).await.unwrap();
    for kind in ["ping", "data"] {
        assert_eq!(next(&mut socket).await.unwrap()["type"], kind);
    }
    server.clock.advance(TimeDelta::seconds(14));
    server.tick().await;
    for _ in 0..2 {
        server.clock.advance(TimeDelta::seconds(15));
        server.tick().await;
        assert_eq!(events.next().await, Some(("ping".into(), Value::Null)));
        assert_eq!(next(&mut socket).await, Ok(json!({"type": "ping", "data": null})));
    }
    // Whoever may no longer read it hears that with the next ping.
    amira.call(Method::POST, "/api/v2/users/logout").send().await.expect(200);
    server.clock.advance(TimeDelta::seconds(15));
    server.tick().await;
    assert_eq!(events.next().await.unwrap().0, "error");
}

#[apply(case)]
async fn messages_have_the_same_content_as_events(engine: Engine) {
    let (server, amira, made) = scene(engine).await;
    let mut socket = follow(&amira, &format!("{}/watch-ws", made.path())).await.unwrap();
    assert_eq!(next(&mut socket).await, Ok(json!({"type": "ping", "data": null})));
    let first = next(&mut socket).await.unwrap();
    assert_eq!(first, json!({"type": "data", "data": amira.get(&made.path()).await.json_of(200)}));
    favorite(&server, &made).await;
    assert_eq!(next(&mut socket).await.unwrap()["data"]["favorite"], true);
    build(&server, &made.workspace, Asked::to(Transition::Stop)).await;
    while next(&mut socket).await.unwrap()["data"]["latest_build"]["status"] != "stopped" {}
}

/// What is taken from somebody while they watch is told to them no more.
#[apply(case)]
async fn a_watch_ends_with_the_right_to_read(engine: Engine) {
    let (server, amira, made) = scene(engine).await;
    let (jonas, noor) = (server.member("jonas").await, server.member("noor").await);
    let watch = format!("{}/watch", made.path());
    share(&server, &made, &jonas).await;
    let mut events = Events::of(&jonas, &watch).await;
    events.until("running").await;
    let mut socket: Socket = follow(&jonas, &format!("{watch}-ws")).await.unwrap();
    next(&mut socket).await.unwrap();
    next(&mut socket).await.unwrap();
    access(&server, &made, &jonas, None).await;
    let (kind, data) = events.next().await.unwrap();
    assert_eq!((kind.as_str(), &data["message"].is_string()), ("error", &true));
    assert_eq!(events.next().await, None);
    assert_eq!(next(&mut socket).await.unwrap()["type"], "error");
    assert_eq!(next(&mut socket).await, Err(1008));
    // A session that was ended is found out when something is to be told.
    let mut mine = Events::of(&amira, &watch).await;
    mine.until("running").await;
    amira.call(Method::POST, "/api/v2/users/logout").send().await.expect(200);
    server.clock.advance(TimeDelta::seconds(6));
    favorite(&server, &made).await;
    assert_eq!(mine.next().await.unwrap().0, "error");
    assert_eq!(mine.next().await, None);
    noor.get(&watch).await.expect(404);
    noor.get(&format!("{watch}-ws")).await.expect(404);
    assert_eq!(follow(&noor, &format!("{watch}-ws")).await.err(), Some(StatusCode::NOT_FOUND));
}

#[apply(case)]
async fn a_watch_needs_a_session_and_a_websocket_where_it_is_one(engine: Engine) {
    let (server, amira, made) = scene(engine).await;
    amira.get(&format!("{}/watch-ws", made.path())).await.expect(426);
    server.get(&format!("{}/watch-ws", made.path())).send().await.expect(401);
    server.get(&format!("{}/watch", made.path())).send().await.expect(401);
    let nobody = Person { token: "nobody-nobodynobodynobodynobo".into(), ..amira };
    let refused = follow(&nobody, &format!("{}/watch-ws", made.path())).await.err();
    assert_eq!(refused, Some(StatusCode::UNAUTHORIZED));
}

/// A replica hears of what happens on another; SQLite has no replicas.
#[apply(case)]
async fn a_watch_on_another_replica_hears_of_every_change(engine: Engine) {
    if engine != Engine::Postgres {
        return;
    }
    let (server, amira, made) = scene(engine).await;
    let beside = server.beside().await;
    let there = Person { address: beside.owner().await.address, ..amira };
    let mut events = Events::of(&there, &format!("{}/watch", made.path())).await;
    events.until("running").await;
    // The daemon of either replica may run it.
    build(&server, &made.workspace, Asked::to(Transition::Stop)).await;
    events.until("stopped").await;
    drop(events);
    beside.stop().await;
}
