//! `GET /notifications/inbox` with its pages, what is read, the socket, and messages of one's own.

use chrono::TimeDelta;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::scene::{CUSTOM, INBOX, SETTINGS, again, inbox, pass, send, settle, titles, write};
use crate::harness::{Engine, Person, Server};
use crate::routes::sockets::{follow, next};

const TEST: &str = "/api/v2/notifications/test";
const WRITTEN: &str = "39b1e189-c857-4b0c-877a-511144c18516";
const TRIED: &str = "c425f63e-716a-4bf4-ae24-78348f706c3f";
const NOBODY: &str = "2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40";

fn id(message: &Value) -> &str {
    message["id"].as_str().unwrap()
}

async fn found(person: &Person, query: &str) -> Vec<String> {
    let page = person.get(&format!("{INBOX}?{query}")).await.json_of(200);
    let title = |message: &Value| message["title"].as_str().unwrap().to_owned();
    page["notifications"].as_array().unwrap().iter().map(title).collect()
}

#[apply(case)]
async fn people_write_to_themselves(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    for _ in 0..3 {
        write(&amira, "  The build is done ").await;
    }
    assert!(inbox(&amira).await.is_empty(), "it is on its way");
    settle(&server).await;
    let told = inbox(&amira).await;
    assert_eq!(told.len(), 1, "the same is sent once in a minute");
    assert_eq!(
        (&told[0]["title"], &told[0]["content"]),
        (&json!("The build is done"), &json!("Look **here**."))
    );
    assert_eq!((&told[0]["targets"], &told[0]["actions"]), (&json!([]), &json!([])));
    assert_eq!((&told[0]["template_id"], &told[0]["icon"]), (&json!(WRITTEN), &json!("DEFAULT_ICON_OTHER")));
    assert!(inbox(&jonas).await.is_empty());
    server.clock.advance(TimeDelta::minutes(1));
    write(&amira, "The build is done").await;
    settle(&server).await;
    assert_eq!(inbox(&amira).await.len(), 2);
    let long = |title: usize, message: usize| {
        let (title, message) = ("t".repeat(title), "m".repeat(message));
        json!({"content": {"title": title, "message": message}})
    };
    amira.post(CUSTOM, &long(120, 2000)).await.expect(204);
    for (body, fields) in [
        (long(121, 2001), vec!["content.message", "content.title"]),
        (json!({"content": {"title": " ", "message": "\t"}}), vec!["content.message", "content.title"]),
        (json!({}), vec!["content"]),
        (json!({"content": null}), vec!["content"]),
    ] {
        let mut faulty = amira.post(CUSTOM, &body).await.expect(400).faulty_fields();
        faulty.sort_unstable();
        assert_eq!(faulty, fields);
    }
    server.post(CUSTOM, &long(1, 1)).send().await.expect(401);
}

#[apply(case)]
async fn owners_try_out_whether_messages_arrive(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    send(owner, Method::POST, TEST, 204).await;
    send(&amira, Method::POST, TEST, 403).await;
    server.call(Method::POST, TEST).send().await.expect(401);
    settle(&server).await;
    assert_eq!(found(owner, &format!("templates={TRIED}")).await, ["Notifications reach you"]);
    let log = owner.get("/api/v2/audit?q=resource_type:notification_template").await.json_of(200);
    assert_eq!(log["count"], 2, "one was sent, one was refused");
}

#[apply(case)]
async fn pages_go_back_from_a_message(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for number in 0..30 {
        write(&amira, &format!("message {number}")).await;
        settle(&server).await;
    }
    let page = amira.get(INBOX).await.json_of(200);
    assert_eq!(page["unread_count"], 30);
    let first = page["notifications"].as_array().unwrap().clone();
    assert_eq!((first.len(), &first[0]["title"]), (25, &json!("message 29")));
    let rest = found(&amira, &format!("starting_before={}", id(&first[24]))).await;
    assert_eq!(rest, ["message 4", "message 3", "message 2", "message 1", "message 0"]);
    assert_eq!(found(&amira, &format!("starting_before={NOBODY}")).await.len(), 25, "it is ignored");
    for query in ["starting_before=x", "templates=x", "targets=x", "read_status=x"] {
        amira.get(&format!("{INBOX}?{query}")).await.expect(400);
    }
    server.get(INBOX).send().await.expect(401);
}

#[apply(case)]
async fn messages_are_found_by_template_target_and_whether_they_were_read(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    write(owner, "mine").await;
    settle(&server).await;
    let (one, other) = ("The account amira was created", "The account jonas was created");
    assert_eq!(found(owner, &format!("templates={WRITTEN},{TRIED}")).await, ["mine"]);
    assert_eq!(found(owner, &format!("targets={}", amira.id)).await, [one]);
    assert_eq!(found(owner, &format!("targets={}", jonas.id)).await, [other]);
    assert!(found(owner, &format!("targets={},{}", amira.id, jonas.id)).await.is_empty());
    let read = inbox(owner).await.into_iter().find(|message| message["title"] == one).unwrap();
    let path = format!("{INBOX}/{}/read-status", id(&read));
    let answer = owner.put(&path, &json!({"is_read": true})).await.json_of(200);
    assert_eq!((&answer["unread_count"], answer["notification"]["read_at"].is_string()), (&json!(2), true));
    assert_eq!(found(owner, "read_status=read").await, [one]);
    assert_eq!(found(owner, "read_status=unread").await.len(), 2);
    assert_eq!(found(owner, "read_status=all&templates=&targets=").await.len(), 3);
    // Without a word it counts as unread.
    let answer = owner.put(&path, &json!({})).await.json_of(200);
    assert_eq!((&answer["unread_count"], &answer["notification"]["read_at"]), (&json!(3), &Value::Null));
    amira.put(&path, &json!({"is_read": true})).await.expect(404);
    owner.put(&format!("{INBOX}/{NOBODY}/read-status"), &json!({"is_read": true})).await.expect(404);
    owner.put(&format!("{INBOX}/x/read-status"), &json!({"is_read": true})).await.expect(400);
    owner.put(&path, &json!({"is_read": "yes"})).await.expect(400);
    server.call(Method::PUT, &path).json(&json!({})).send().await.expect(401);
    let all = format!("{INBOX}/mark-all-as-read");
    server.call(Method::PUT, &all).send().await.expect(401);
    send(owner, Method::PUT, &all, 204).await;
    assert_eq!(owner.get(INBOX).await.json_of(200)["unread_count"], 0);
    send(owner, Method::PUT, &all, 204).await;
}

#[apply(case)]
async fn new_messages_come_over_the_socket(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    write(owner, "before").await;
    settle(&server).await;
    let mut all = follow(owner, &format!("{INBOX}/watch")).await.unwrap();
    let mut written =
        follow(owner, &format!("{INBOX}/watch?templates={WRITTEN}&format=plaintext")).await.unwrap();
    let mut about =
        follow(owner, &format!("{INBOX}/watch?targets={}&read_status=unread", amira.id)).await.unwrap();
    write(owner, "after").await;
    send(owner, Method::PUT, "/api/v2/users/amira/status/suspend", 200).await;
    settle(&server).await;
    let mut told = [next(&mut all).await.unwrap(), next(&mut all).await.unwrap()];
    told.sort_by_key(|one| one["notification"]["title"].to_string());
    assert_eq!(told[0]["notification"]["title"], "The account amira was suspended");
    assert_eq!(told[1]["notification"]["title"], "after");
    assert_eq!(told[1]["notification"]["content"], "Look **here**.");
    let plain = next(&mut written).await.unwrap();
    assert_eq!(
        (&plain["notification"]["content"], &plain["unread_count"]),
        (&json!("Look here."), &json!(4))
    );
    assert_eq!(next(&mut about).await.unwrap()["notification"]["title"], "The account amira was suspended");
    owner.get(&format!("{INBOX}/watch")).await.expect(426);
    owner.get(&format!("{INBOX}/watch?templates=x")).await.expect(400);
    server.get(&format!("{INBOX}/watch")).send().await.expect(401);
    let nobody = Person { token: "nobody-nobodynobodynobodynobo".into(), ..owner.clone() };
    assert_eq!(follow(&nobody, &format!("{INBOX}/watch")).await.err(), Some(StatusCode::UNAUTHORIZED));
}

#[apply(case)]
async fn a_session_that_ends_is_told_no_more(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let (watching, writing) = (again(&amira).await, amira);
    let mut socket = follow(&watching, &format!("{INBOX}/watch")).await.unwrap();
    send(&watching, Method::POST, "/api/v2/users/logout", 200).await;
    write(&writing, "secret").await;
    settle(&server).await;
    assert_eq!(next(&mut socket).await, Err(1008));
}

#[apply(case)]
async fn a_session_that_expires_is_told_no_more(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let mut socket = follow(&amira, &format!("{INBOX}/watch")).await.unwrap();
    server.clock.advance(TimeDelta::hours(25));
    write(&again(&amira).await, "secret").await;
    settle(&server).await;
    assert_eq!(next(&mut socket).await, Err(1008));
}

#[apply(case)]
async fn paused_messages_come_once_they_are_let_go_on(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.put(SETTINGS, &json!({"notifier_paused": true})).await.expect(200);
    write(owner, "waits").await;
    settle(&server).await;
    assert!(inbox(owner).await.is_empty());
    owner.put(SETTINGS, &json!({"notifier_paused": false})).await.expect(200);
    settle(&server).await;
    assert_eq!(titles(owner).await, ["waits"]);
}

#[apply(case)]
async fn what_nobody_wants_does_not_come(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let choose = |disabled: bool| json!({"template_disabled_map": {WRITTEN: disabled}});
    let mine = "/api/v2/users/me/notifications/preferences";
    amira.put(mine, &choose(true)).await.expect(200);
    write(&amira, "unwanted").await;
    settle(&server).await;
    amira.put(mine, &choose(false)).await.expect(200);
    write(&amira, "wanted").await;
    settle(&server).await;
    assert_eq!(titles(&amira).await, ["wanted"]);
}

#[apply(case)]
async fn messages_stay_for_ninety_days(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    write(&amira, "old").await;
    settle(&server).await;
    pass(&server, TimeDelta::days(90) - TimeDelta::hours(1)).await;
    let amira = again(&amira).await;
    assert_eq!(titles(&amira).await, ["old"]);
    pass(&server, TimeDelta::hours(2)).await;
    assert!(inbox(&amira).await.is_empty());
}

/// Replicas tell what has happened on any of them, once.
#[apply(case)]
async fn replicas_tell_of_everything_once(engine: Engine) {
    if engine == Engine::Sqlite {
        return;
    }
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let beside = server.beside().await;
    let there = Person { address: beside.owner().await.address, ..amira.clone() };
    let mut socket = follow(&there, &format!("{INBOX}/watch")).await.unwrap();
    for number in 0..5 {
        write(&amira, &format!("message {number}")).await;
    }
    server.clock.advance(TimeDelta::seconds(1));
    tokio::join!(server.tick(), beside.tick());
    assert_eq!(inbox(&amira).await.len(), 5);
    for _ in 0..5 {
        next(&mut socket).await.unwrap();
    }
    beside.stop().await;
}
