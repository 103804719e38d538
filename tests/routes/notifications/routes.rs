//! `…/organizations/{organization}/notification-routes`: messages about an organization for chats and programs.

use std::time::Duration;

use burgrave_core::notifications::SigningSecret;
use burgrave_provisioner::Planned;
use chrono::{DateTime, TimeDelta};
use http::Method;
use serde_json::{Value, json};

use super::scene::{pass, send, settle};
use crate::harness::receiver::{Receiver, Reply};
use crate::harness::{Engine, Options, Person, Server, secrets};
use crate::routes::templates::scene::template;
use crate::routes::workspaces::scene::{running, template_of};

const HERE: &str = "/api/v2/organizations/default/notification-routes";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// Workspace Marked as Dormant
const DORMANT: &str = "0ea69165-ec14-4314-91f1-69566ac3c5a0";
/// Workspace Deleted
const DELETED: &str = "f517da0b-cdc9-410f-ab89-a86107c420ed";

async fn start(engine: Engine) -> Server {
    secrets::register(SECRET);
    let flags = vec![
        ("outgoing-private-networks", "127.0.0.0/8".to_owned()),
        ("provisioner-daemons", "1".to_owned()),
    ];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    server.owner().await;
    server
}

async fn route(owner: &Person, kind: &str, receiver: &Receiver, more: Value) -> Value {
    let mut body = json!({"name": kind, "kind": kind, "url": receiver.url()});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    owner.post(HERE, &body).await.json_of(201)
}

/// Puts a workspace to sleep, which its owner is told of.
async fn sleep(server: &Server, template: &Value, name: &str) -> Person {
    let (owner, amira) = (server.owner().await, server.member(&format!("{name}-owner")).await);
    let made = running(server, &amira, template, name).await;
    owner.put(&format!("{}/dormant", made.path()), &json!({"dormant": true})).await.expect(200);
    amira
}

#[apply(case)]
async fn chats_and_programs_get_messages_in_the_form_that_each_takes(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let [slack, teams, hook] = [Receiver::start().await, Receiver::start().await, Receiver::start().await];
    route(owner, "slack", &slack, json!({})).await;
    route(owner, "teams", &teams, json!({})).await;
    let signed = route(owner, "webhook", &hook, json!({"secret": SECRET})).await;
    assert_eq!((&signed["signed"], &signed["host"]), (&json!(true), &json!("127.0.0.1")));
    let forge = template_of(&server, "forge", &Planned::default()).await;
    let amira = sleep(&server, &forge, "mine").await;
    settle(&server).await;
    let said = "Your workspace mine is dormant (owner has put it to sleep).";
    let [told] = &slack.deliveries()[..] else { panic!("one message: {:?}", slack.deliveries()) };
    let body = told.json();
    assert_eq!(body["text"], "The workspace mine is dormant");
    assert_eq!(body["blocks"][0]["text"]["text"], "The workspace mine is dormant");
    assert_eq!(body["blocks"][1]["text"]["text"], format!("To mine-owner: {said}"));
    let button = &body["blocks"][2]["elements"][0];
    assert!(button["url"].as_str().unwrap().ends_with("/@mine-owner/mine"), "{button}");
    let card = teams.deliveries()[0].json()["attachments"][0]["content"].clone();
    assert_eq!((&card["type"], &card["body"][0]["text"]), (&json!("AdaptiveCard"), &body["text"]));
    assert!(card["body"][1]["text"].as_str().unwrap().starts_with("To mine-owner: Your workspace **mine**"));
    assert_eq!(card["actions"][0]["type"], "Action.OpenUrl");
    let sent = hook.deliveries().remove(0);
    let header = |name: &str| sent.headers[name].clone();
    let at = DateTime::from_timestamp(header("webhook-timestamp").parse().unwrap(), 0).unwrap();
    let secret: SigningSecret = SECRET.parse().unwrap();
    assert_eq!(header("webhook-signature"), secret.sign(&header("webhook-id"), at, &sent.text));
    let payload = sent.json()["payload"].clone();
    assert_eq!(
        (&payload["user_id"], &payload["notification_template_id"]),
        (&json!(amira.id), &json!(DORMANT))
    );
    assert_eq!(payload["labels"]["recipient"], "mine-owner");
    let list = owner.get("/api/v2/notifications/messages").await.json_of(200);
    let mine = list.as_array().unwrap().iter().find(|one| one["route_id"] == signed["id"]).unwrap().clone();
    assert_eq!((&mine["method"], &mine["status"]), (&json!("route"), &json!("sent")));
    let metrics = server.get("/metrics").send().await.text();
    for line in [
        "burgrave_notifications_waiting{method=\"route\"} 0",
        "burgrave_notification_attempts_total{method=\"route\",outcome=\"arrived\"} 3",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
}

#[apply(case)]
async fn a_route_takes_what_it_names(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let [of_template, of_events, of_others] =
        [Receiver::start().await, Receiver::start().await, Receiver::start().await];
    let forge = template_of(&server, "forge", &Planned::default()).await;
    let spare = template(&server, "spare").await;
    route(owner, "slack", &of_template, json!({"template_id": spare["id"]})).await;
    route(owner, "teams", &of_events, json!({"events": [DELETED]})).await;
    let elsewhere = owner.post("/api/v2/organizations", &json!({"name": "abbey"})).await.json_of(201);
    let path = format!("/api/v2/organizations/{}/notification-routes", elsewhere["id"].as_str().unwrap());
    let body = json!({"name": "others", "kind": "slack", "url": of_others.url()});
    owner.post(&path, &body).await.expect(201);
    sleep(&server, &forge, "mine").await;
    settle(&server).await;
    assert!(of_template.deliveries().is_empty() && of_events.deliveries().is_empty());
    sleep(&server, &spare, "other").await;
    settle(&server).await;
    assert_eq!(of_template.deliveries().len(), 1);
    assert!(of_events.deliveries().is_empty() && of_others.deliveries().is_empty());
}

#[apply(case)]
async fn the_audit_log_tells_what_a_new_route_takes_and_no_secret(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let spare = template(&server, "spare").await;
    let hook = json!({"name": "hook", "kind": "webhook", "url": "https://hooks.example.com/x",
        "secret": SECRET, "template_id": spare["id"], "events": [DELETED, DORMANT]});
    let plain = json!({"name": "plain", "kind": "slack", "url": "https://hooks.example.com/y"});
    for body in [hook, plain] {
        owner.post(HERE, &body).await.expect(201);
    }
    let log = owner.get("/api/v2/audit?q=resource_type:notifications_settings").await.json_of(200);
    let made = |name: &str| {
        let mut entries = log["audit_logs"].as_array().unwrap().iter();
        entries.find(|entry| entry["resource_target"] == name).unwrap()["diff"].clone()
    };
    let new = |old: Value, new: Value| json!({"old": old, "new": new, "secret": false});
    let hook = made("hook");
    assert_eq!(hook["signed"], new(json!(false), json!(true)));
    assert_eq!(hook["template_id"], new(json!(""), spare["id"].clone()));
    assert_eq!(hook["events"], new(json!(""), json!(format!("{DELETED}, {DORMANT}"))));
    assert!(!log.to_string().contains("whsec_") && !log.to_string().contains("example.com/"), "{log}");
    let plain = made("plain");
    assert!(plain["host"].is_object(), "{plain}");
    assert!(["signed", "template_id", "events"].iter().all(|absent| plain[absent].is_null()), "{plain}");
}

#[apply(case)]
async fn a_route_that_fails_holds_no_other_up(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (failing, other) = (Receiver::start().await, Receiver::start().await);
    failing.will(&vec![Reply::Status(500); 5]);
    let first = route(owner, "slack", &failing, json!({})).await;
    route(owner, "teams", &other, json!({})).await;
    let forge = template_of(&server, "forge", &Planned::default()).await;
    for number in 0..7 {
        sleep(&server, &forge, &format!("w{number}")).await;
    }
    settle(&server).await;
    assert_eq!((failing.deliveries().len(), other.deliveries().len()), (5, 7), "it is left alone then");
    pass(&server, TimeDelta::seconds(20)).await;
    assert_eq!(failing.deliveries().len(), 5);
    pass(&server, TimeDelta::seconds(15)).await;
    let mut titles: Vec<_> =
        failing.deliveries()[5..].iter().map(|one| one.json()["text"].to_string()).collect();
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), 7, "each has arrived");
    // What is still to be sent by a route goes with it.
    failing.will(&[Reply::Status(500)]);
    sleep(&server, &forge, "last").await;
    settle(&server).await;
    send(owner, Method::DELETE, &format!("{HERE}/{}", first["id"].as_str().unwrap()), 204).await;
    let sent = failing.deliveries().len();
    pass(&server, TimeDelta::hours(1)).await;
    assert_eq!((failing.deliveries().len(), other.deliveries().len()), (sent, 8));
}

/// Longer than the receiver of a route is waited for, and shorter than those of the operator may take.
const PATIENCE: Duration = Duration::from_secs(40);

/// Takes the ten seconds for which the receiver is waited for, whatever the engine.
#[apply(case)]
async fn a_receiver_that_never_answers_is_not_waited_for_as_long_as_the_operator_s() {
    let server = start(Engine::Sqlite).await;
    let owner = server.owner().await;
    let (silent, other) = (Receiver::start().await, Receiver::start().await);
    silent.will(&[Reply::Silence]);
    let first = route(owner, "slack", &silent, json!({})).await;
    route(owner, "teams", &other, json!({})).await;
    let forge = template_of(&server, "forge", &Planned::default()).await;
    sleep(&server, &forge, "mine").await;
    let settled = tokio::time::timeout(PATIENCE, settle(&server)).await;
    assert!(settled.is_ok(), "it holds up what is sent after it");
    assert_eq!((silent.deliveries().len(), other.deliveries().len()), (1, 1));
    let message = async || {
        let list = owner.get("/api/v2/notifications/messages").await.json_of(200);
        list.as_array().unwrap().iter().find(|one| one["route_id"] == first["id"]).unwrap().clone()
    };
    let off = message().await;
    assert_eq!((&off["status"], &off["attempts"]), (&json!("pending"), &json!(1)), "{off}");
    assert_eq!(off["error"], "there is no answer");
    pass(&server, TimeDelta::seconds(5)).await;
    assert_eq!((message().await["status"].clone(), silent.deliveries().len()), (json!("sent"), 2));
}

#[apply(case)]
async fn routes_are_changed_by_those_who_may_and_show_no_address(engine: Engine) {
    const ADDRESS: &str = "https://hooks.example.com/services/four-herons";
    let server = start(engine).await;
    secrets::register("four-herons");
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let spare = template(&server, "spare").await;
    let body = json!({"name": "builders", "kind": "slack", "url": ADDRESS, "template_id": spare["id"]});
    let made = owner.post(HERE, &body).await.json_of(201);
    assert_eq!((&made["host"], &made["template_id"]), (&json!("hooks.example.com"), &spare["id"]));
    assert_eq!(owner.get(HERE).await.json_of(200), json!([made]));
    let path = format!("{HERE}/{}", made["id"].as_str().unwrap());
    let changes = json!({"name": "masons", "url": "https://chat.example.com/x", "events": [DELETED]});
    let changed = owner.patch(&path, &changes).await.json_of(200);
    assert_eq!(
        (&changed["name"], &changed["host"], &changed["events"]),
        (&json!("masons"), &json!("chat.example.com"), &json!([DELETED]))
    );
    let wrong = json!({"name": "x", "kind": "slack", "url": "ftp://x", "secret": SECRET,
        "template_id": made["id"], "events": [made["id"]]});
    let faults = owner.post(HERE, &wrong).await.expect(400).faulty_fields();
    assert_eq!(faults, ["events[0]", "secret", "template_id", "url"]);
    let wrong = json!({"url": "nowhere", "secret": "x", "events": [made["id"]]});
    assert_eq!(owner.patch(&path, &wrong).await.expect(400).faulty_fields(), ["events[0]", "secret", "url"]);
    amira.get(HERE).await.expect(403);
    amira.post(HERE, &body).await.expect(403);
    amira.patch(&path, &changes).await.expect(403);
    send(&amira, Method::DELETE, &path, 403).await;
    for absent in ["2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40"] {
        owner.patch(&format!("{HERE}/{absent}"), &changes).await.expect(404);
        send(owner, Method::DELETE, &format!("{HERE}/{absent}"), 404).await;
    }
    send(owner, Method::DELETE, &path, 204).await;
    assert_eq!(owner.get(HERE).await.json_of(200), json!([]));
    for number in 0..50 {
        let name = format!("r{number}");
        owner.post(HERE, &json!({"name": name, "kind": "teams", "url": ADDRESS})).await.expect(201);
    }
    owner.post(HERE, &body).await.expect(400);
}
