//! Messages to a web address: what is sent, and what becomes of receivers that fail.

use burgrave_core::notifications::SigningSecret;
use burgrave_store::{DeliveryFilter, StoreError};
use chrono::{DateTime, TimeDelta};
use http::Method;
use serde_json::json;

use super::scene::{again, pass, send, settle, write};
use crate::harness::receiver::{Receiver, Reply};
use crate::harness::{Engine, Options, Server, secrets};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

async fn start(engine: Engine, receiver: &Receiver, more: &[(&'static str, &str)]) -> Server {
    start_with(engine, options(receiver, more)).await
}

async fn start_with(engine: Engine, options: Options) -> Server {
    let server = Server::start_with(engine, options).await;
    server.owner().await;
    server
}

/// Everything goes to the receiver, signed, with these settings beside.
fn options(receiver: &Receiver, more: &[(&'static str, &str)]) -> Options {
    secrets::register(SECRET);
    let mut flags = vec![
        ("notifications-method", "webhook".to_owned()),
        ("notifications-webhook-endpoint", receiver.url()),
        ("notifications-webhook-secret", SECRET.to_owned()),
        ("outgoing-private-networks", "127.0.0.0/8".to_owned()),
    ];
    flags.extend(more.iter().map(|(key, value)| (*key, (*value).to_owned())));
    Options { flags, ..Options::default() }
}

fn titles(receiver: &Receiver) -> Vec<String> {
    receiver.deliveries().iter().map(|one| one.title()).collect()
}

#[apply(case)]
async fn a_webhook_has_the_documented_payload_and_is_signed(engine: Engine) {
    let receiver = Receiver::start().await;
    let server = start(engine, &receiver, &[]).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    settle(&server).await;
    let [one] = &receiver.deliveries()[..] else { panic!("one is sent: {:?}", titles(&receiver)) };
    let (header, body) = (|name: &str| one.headers[name].clone(), one.json());
    let id = body["msg_id"].as_str().unwrap();
    assert_eq!((body["_version"].as_str(), header("x-message-id").as_str()), (Some("1.1"), id));
    assert_eq!((header("content-type"), header("webhook-id").as_str()), ("application/json".into(), id));
    let at = DateTime::from_timestamp(header("webhook-timestamp").parse().unwrap(), 0).unwrap();
    let secret: SigningSecret = SECRET.parse().unwrap();
    assert_eq!(header("webhook-signature"), secret.sign(id, at, &one.text));
    let payload = &body["payload"];
    for (field, value) in [
        ("_version", json!("1.2")),
        ("notification_name", json!("User account created")),
        ("notification_template_id", json!("4e19c0ac-94e1-4532-9515-d1801aa283b2")),
        ("user_id", json!(owner.id)),
        ("user_email", json!(owner.email)),
        ("user_name", json!("owner")),
        ("user_username", json!("owner")),
        (
            "labels",
            json!({"created_account_name": "amira", "created_account_user_name": "", "initiator": "owner"}),
        ),
        ("data", json!({"user": {"id": amira.id, "name": "", "email": amira.email}})),
        ("targets", json!([amira.id])),
    ] {
        assert_eq!(payload[field], value, "{field}");
    }
    assert_eq!(payload["actions"][0]["label"], "View accounts");
    assert_eq!(body["title"], "The account amira was created");
    assert_eq!(body["body_markdown"], "**owner** has created the account **amira**.");
    assert_eq!(body["body"], "owner has created the account amira.");
    write(owner, "mine").await;
    settle(&server).await;
    let written = receiver.deliveries()[1].json();
    assert_eq!((&written["payload"]["targets"], &written["title"]), (&json!(null), &json!("mine")));
}

/// The clock stands still, so that no task that looks by it looks again.
#[apply(case)]
async fn a_message_is_on_its_way_as_soon_as_it_was_brought_about(engine: Engine) {
    let receiver = Receiver::start().await;
    let server = start_with(engine, Options { by_timer: true, ..options(&receiver, &[]) }).await;
    for number in 1..=3 {
        write(server.owner().await, &format!("message {number}")).await;
        receiver.has(number).await;
    }
    assert_eq!(titles(&receiver), ["message 1", "message 2", "message 3"]);
    server.stop().await;
}

/// What has become of messages to many people is noted together, for each of them.
#[apply(case)]
async fn messages_to_many_people_arrive_once_each_in_their_order(engine: Engine) {
    let receiver = Receiver::start().await;
    let server = start(engine, &receiver, &[]).await;
    let mut people = vec![server.owner().await.clone()];
    for name in ["amira", "bea", "carl"] {
        people.push(server.member(name).await);
    }
    settle(&server).await;
    let before = receiver.deliveries().len();
    for number in 0..10 {
        for person in &people {
            write(person, &format!("message {number}")).await;
        }
        server.clock.advance(TimeDelta::milliseconds(1));
    }
    settle(&server).await;
    let come = receiver.deliveries().split_off(before);
    assert_eq!(come.len(), 40);
    for person in &people {
        let theirs = come.iter().filter(|one| one.json()["payload"]["user_id"] == json!(person.id));
        let told: Vec<_> = theirs.map(|one| one.title()).collect();
        let written: Vec<_> = (0..10).map(|number| format!("message {number}")).collect();
        assert_eq!(told, written);
    }
    let pending = server.look(async |store| {
        store.read(|reader| async move { reader.messages_waiting("webhook", 10).await }).await
    });
    assert_eq!(pending.await.map(|left| left.messages), Ok::<_, StoreError>(0));
}

#[apply(case)]
async fn a_receiver_that_fails_is_tried_again_and_gets_each_message_once(engine: Engine) {
    let receiver = Receiver::start().await;
    let server = start(engine, &receiver, &[("notifications-dispatch-timeout", "500ms")]).await;
    let elsewhere = Receiver::start().await;
    receiver.will(&[
        Reply::Status(500),
        Reply::Elsewhere(elsewhere.url()),
        Reply::Silence,
        Reply::Status(404),
        Reply::Flood,
    ]);
    write(server.owner().await, "patience").await;
    settle(&server).await;
    for (number, wait) in [
        (1, TimeDelta::seconds(5)),
        (2, TimeDelta::minutes(5)),
        (3, TimeDelta::minutes(30)),
        (4, TimeDelta::hours(2)),
    ] {
        assert_eq!(receiver.deliveries().len(), number);
        pass(&server, wait - TimeDelta::seconds(2)).await;
        assert_eq!(receiver.deliveries().len(), number, "it isn't due yet");
        pass(&server, TimeDelta::seconds(2)).await;
    }
    let all = receiver.deliveries();
    assert_eq!(all.len(), 5);
    assert!(all.iter().all(|one| one.headers["x-message-id"] == all[0].headers["x-message-id"]));
    assert!(elsewhere.deliveries().is_empty(), "redirects are not followed");
    pass(&server, TimeDelta::days(3)).await;
    assert_eq!(receiver.deliveries().len(), 5, "it has arrived");
}

#[apply(case)]
async fn a_message_is_given_up_after_the_last_attempt(engine: Engine) {
    let receiver = Receiver::start().await;
    let server = start(engine, &receiver, &[("notifications-max-send-attempts", "3")]).await;
    receiver.will(&vec![Reply::Status(503); 3]);
    write(server.owner().await, "hopeless").await;
    for time in [TimeDelta::seconds(1), TimeDelta::seconds(5), TimeDelta::minutes(5), TimeDelta::days(1)] {
        pass(&server, time).await;
    }
    assert_eq!(receiver.deliveries().len(), 3);
    let log = server.log.text();
    assert!(log.contains("a notification was given up") && log.contains("the status 503"), "{log}");
    // Then it is forgotten, after a week.
    pass(&server, TimeDelta::days(8)).await;
    settle(&server).await;
    let left = server.look(async |store| {
        store.scan(|reader| async move { reader.deliveries(DeliveryFilter::default(), 10).await }).await
    });
    assert_eq!(left.await, Ok(Vec::new()));
}

#[apply(case)]
async fn a_receiver_that_fails_often_is_left_alone_for_a_while(engine: Engine) {
    let receiver = Receiver::start().await;
    let server = start(engine, &receiver, &[]).await;
    let owner = server.owner().await;
    receiver.will(&vec![Reply::Status(500); 5]);
    for number in 0..12 {
        write(owner, &format!("message {number:02}")).await;
    }
    settle(&server).await;
    assert_eq!(receiver.deliveries().len(), 5, "after five failures it is left alone");
    pass(&server, TimeDelta::seconds(20)).await;
    assert_eq!(receiver.deliveries().len(), 5);
    // One arrives, and so all others may come.
    pass(&server, TimeDelta::seconds(10)).await;
    assert_eq!(receiver.deliveries().len(), 17);
    let mut arrived: Vec<_> = titles(&receiver).split_off(5);
    arrived.sort_unstable();
    arrived.dedup();
    assert_eq!(arrived.len(), 12, "each message has arrived");
}

/// What a replica has taken that stopped in the middle is sent by another, and nothing else twice.
#[apply(case)]
async fn what_a_server_has_taken_that_was_killed_is_sent_by_the_next(engine: Engine) {
    let receiver = Receiver::start().await;
    let server = start(engine, &receiver, &[]).await;
    let now = burgrave_core::Clock::now(&*server.clock);
    write(server.owner().await, "lost").await;
    receiver.will(&[Reply::Status(500)]);
    settle(&server).await;
    let server = server
        .restart_after(async move |store| {
            // Another process takes it, and comes to an end.
            let (due, until) = (now + TimeDelta::minutes(1), now + TimeDelta::minutes(6));
            let taken: Result<_, burgrave_store::StoreError> =
                store.write(move |tx| async move { tx.take_messages("webhook", due, until, 10).await }).await;
            assert_eq!(taken.unwrap().len(), 1);
        })
        .await;
    pass(&server, TimeDelta::minutes(4)).await;
    assert_eq!(receiver.deliveries().len(), 1, "it is still the other's");
    pass(&server, TimeDelta::minutes(3)).await;
    assert_eq!(receiver.deliveries().len(), 2);
    pass(&server, TimeDelta::hours(1)).await;
    assert_eq!(receiver.deliveries().len(), 2);
}

/// What is said with an old fence counts no more.
#[apply(case)]
async fn what_is_said_too_late_counts_no_more(engine: Engine) {
    use burgrave_store::{HeldMessage, MessageStatus};
    let receiver = Receiver::start().await;
    let server = start(engine, &receiver, &[]).await;
    let now = burgrave_core::Clock::now(&*server.clock);
    receiver.will(&[Reply::Status(500)]);
    write(server.owner().await, "late").await;
    settle(&server).await;
    let server = server
        .restart_after(async move |store| {
            let said: Result<_, StoreError> = store
                .write(move |tx| async move {
                    let hour = |number: i64| now + TimeDelta::hours(number);
                    let first = tx.take_messages("webhook", hour(1), hour(2), 1).await?.remove(0);
                    let second = tx.take_messages("webhook", hour(3), hour(4), 1).await?.remove(0);
                    let held = |fence| HeldMessage { id: first.id, fence, attempts: 1 };
                    let late = tx.end_message(held(first.fence), MessageStatus::Sent, "", now).await?;
                    let off = tx.put_message_off(held(first.fence), "", now).await?;
                    let right = tx.end_message(held(second.fence), MessageStatus::Sent, "", now).await?;
                    let twice = tx.end_message(held(second.fence), MessageStatus::Failed, "", now).await?;
                    Ok([late, off, right, twice])
                })
                .await;
            assert_eq!(said, Ok([false, false, true, false]));
        })
        .await;
    pass(&server, TimeDelta::hours(5)).await;
    assert_eq!(receiver.deliveries().len(), 1);
}

#[apply(case)]
async fn replicas_send_each_message_once(engine: Engine) {
    if engine == Engine::Sqlite {
        return;
    }
    let receiver = Receiver::start().await;
    let server = start(engine, &receiver, &[]).await;
    let beside = server.beside().await;
    for number in 0..40 {
        write(server.owner().await, &format!("message {number:02}")).await;
    }
    for _ in 0..2 {
        server.clock.advance(TimeDelta::seconds(1));
        tokio::join!(server.tick(), beside.tick());
    }
    let mut arrived = titles(&receiver);
    assert_eq!(arrived.len(), 40);
    arrived.sort_unstable();
    arrived.dedup();
    assert_eq!(arrived.len(), 40);
    beside.stop().await;
}

#[apply(case)]
async fn private_addresses_are_sent_to_only_where_they_are_named(engine: Engine) {
    let receiver = Receiver::start().await;
    let server = start(engine, &receiver, &[("outgoing-private-networks", "10.0.0.0/8")]).await;
    write(server.owner().await, "not here").await;
    settle(&server).await;
    assert!(receiver.deliveries().is_empty());
    assert!(server.log.text().contains("name its network in outgoing-private-networks"));
}

#[apply(case)]
async fn a_template_of_the_inbox_is_sent_nowhere_else(engine: Engine) {
    let receiver = Receiver::start().await;
    let server = start(engine, &receiver, &[]).await;
    let owner = server.owner().await;
    let path = "/api/v2/notifications/templates/39b1e189-c857-4b0c-877a-511144c18516/method";
    owner.put(path, &json!({"method": "inbox"})).await.expect(200);
    write(owner, "inside").await;
    settle(&server).await;
    owner.put(path, &json!({"method": "smtp"})).await.expect(200);
    write(owner, "by mail, which isn't set up").await;
    settle(&server).await;
    assert!(receiver.deliveries().is_empty());
    assert_eq!(super::scene::titles(&again(owner).await).await.len(), 2);
}

#[apply(case)]
async fn owners_see_what_has_become_of_messages_and_send_them_again(engine: Engine) {
    const MESSAGES: &str = "/api/v2/notifications/messages";
    let receiver = Receiver::start().await;
    let server = start(engine, &receiver, &[("notifications-max-send-attempts", "1")]).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    settle(&server).await;
    receiver.will(&[Reply::Status(503)]);
    write(owner, "again").await;
    settle(&server).await;
    let list = async |query: &str| owner.get(&format!("{MESSAGES}?{query}")).await.json_of(200);
    let all = list("").await;
    let statuses: Vec<_> = all.as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["failed", "sent"]);
    let failed = list("status=failed").await[0].clone();
    assert_eq!((&failed["attempts"], &failed["method"]), (&json!(1), &json!("webhook")));
    assert_eq!(
        (&failed["error"], &failed["next_at"]),
        (&json!("the answer has the status 503"), &json!(null))
    );
    assert_eq!(list(&format!("starting_before={}", failed["id"].as_str().unwrap())).await, json!([all[1]]));
    assert_eq!(list("limit=1").await.as_array().unwrap().len(), 1);
    for wrong in ["limit=0", "limit=101", "status=x", "starting_before=x"] {
        owner.get(&format!("{MESSAGES}?{wrong}")).await.expect(400);
    }
    let replay = format!("{MESSAGES}/{}/replay", failed["id"].as_str().unwrap());
    send(&amira, Method::POST, &replay, 403).await;
    amira.get(MESSAGES).await.expect(403);
    send(owner, Method::POST, &replay, 204).await;
    send(owner, Method::POST, &replay, 409).await;
    assert!(list("status=pending").await[0]["next_at"].is_string());
    settle(&server).await;
    assert_eq!(titles(&receiver), ["The account amira was created", "again", "again"]);
    assert_eq!(list("status=failed").await, json!([]));
    let nobody = format!("{MESSAGES}/2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40/replay");
    send(owner, Method::POST, &nobody, 404).await;
    send(owner, Method::POST, &format!("{MESSAGES}/x/replay"), 400).await;
    server.call(Method::POST, &replay).send().await.expect(401);
    server.get(MESSAGES).send().await.expect(401);
}
