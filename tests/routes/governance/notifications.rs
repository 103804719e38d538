//! `/notifications/settings`, `/notifications/dispatch-methods`, `/notifications/templates/…` and
//! `/users/{user}/notifications/preferences`: recorded-governance.md §4

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Engine, Options, Server};
use crate::routes::template_versions::scene::site_role;

const SETTINGS: &str = "/api/v2/notifications/settings";
const SYSTEM: &str = "/api/v2/notifications/templates/system";
const CUSTOM: &str = "/api/v2/notifications/templates/custom";
const METHODS: &str = "/api/v2/notifications/dispatch-methods";
const MINE: &str = "/api/v2/users/me/notifications/preferences";
/// Workspace Deleted
const DELETED: &str = "f517da0b-cdc9-410f-ab89-a86107c420ed";
/// Custom Notification
const WRITTEN: &str = "39b1e189-c857-4b0c-877a-511144c18516";

fn method(template: &str) -> String {
    format!("/api/v2/notifications/templates/{template}/method")
}

#[apply(case)]
async fn templates_have_the_ids_that_clients_know(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let system = amira.get(SYSTEM).await.json_of(200);
    let system = system.as_array().unwrap();
    assert_eq!(system.len(), 40);
    assert!(system.is_sorted_by_key(|one| one["name"].as_str().unwrap()));
    let found = system.iter().find(|one| one["id"] == DELETED).unwrap();
    for (field, value) in [
        ("name", json!("Workspace Deleted")),
        ("group", json!("Workspace Events")),
        ("method", json!("")),
        ("kind", json!("system")),
        ("enabled_by_default", json!(true)),
    ] {
        assert_eq!(found[field], value, "{field}");
    }
    let buttons: Value = serde_json::from_str(found["actions"].as_str().unwrap()).unwrap();
    assert_eq!(buttons.as_array().unwrap().len(), 2);
    let off = system.iter().filter(|one| one["enabled_by_default"] == false).count();
    assert_eq!(off, 6);
    let custom = amira.get(CUSTOM).await.json_of(200);
    assert_eq!((custom.as_array().unwrap().len(), &custom[0]["id"]), (1, &json!(WRITTEN)));
    for path in [SYSTEM, CUSTOM, METHODS, SETTINGS] {
        server.get(path).send().await.expect(401);
    }
}

#[apply(case)]
async fn the_way_of_a_template_is_set_by_owners(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let noor = server.member("noor").await;
    site_role(&server, &noor, "template-admin").await;
    for person in [&amira, &noor] {
        person.put(&method(DELETED), &json!({"method": "webhook"})).await.expect(404);
    }
    let set = owner.put(&method(DELETED), &json!({"method": "webhook"})).await.json_of(200);
    assert_eq!(set["message"], "Successfully updated notification template method.");
    let again = owner.put(&method(DELETED), &json!({"method": "webhook"})).await.expect(304);
    assert!(again.body.is_empty());
    let found = amira.get(SYSTEM).await.json_of(200);
    let found = found.as_array().unwrap().iter().find(|one| one["id"] == DELETED).unwrap().clone();
    assert_eq!(found["method"], "webhook");
    owner.put(&method(WRITTEN), &json!({"method": "inbox"})).await.expect(200);
    assert_eq!(amira.get(CUSTOM).await.json_of(200)[0]["method"], "inbox");
    let log = owner.get("/api/v2/audit?q=resource_type:notification_template").await.json_of(200);
    let mut entries = log["audit_logs"].as_array().unwrap().iter();
    let diff = json!({"old": "", "new": "inbox", "secret": false});
    assert!(entries.any(|entry| entry["diff"]["method"] == diff), "{log}");
}

#[apply(case)]
async fn a_way_or_a_template_that_there_is_not_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let refused = owner.put(&method(DELETED), &json!({"method": "nope"})).await.json_of(400);
    assert_eq!(
        refused,
        json!({
            "message": "Invalid request to update notification template method",
            "validations": [{
                "field": "method",
                "detail": "\"nope\" is not a valid method; smtp, webhook, inbox are the available options",
            }],
        })
    );
    owner.put(&method(DELETED), &json!({})).await.expect(400);
    owner.put(&method("2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40"), &json!({"method": "smtp"})).await.expect(404);
    owner.put(&method("no-uuid"), &json!({"method": "smtp"})).await.expect(400);
    server.call(Method::PUT, &method(DELETED)).json(&json!({})).send().await.expect(401);
}

#[apply(case)]
async fn notifications_are_paused_by_owners(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    assert_eq!(amira.get(SETTINGS).await.json_of(200), json!({"notifier_paused": false}));
    amira.put(SETTINGS, &json!({"notifier_paused": true})).await.expect(403);
    assert!(owner.put(SETTINGS, &json!({})).await.expect(304).body.is_empty());
    let paused = json!({"notifier_paused": true});
    assert_eq!(owner.put(SETTINGS, &paused).await.json_of(200), paused);
    owner.put(SETTINGS, &paused).await.expect(304);
    assert_eq!(amira.get(SETTINGS).await.json_of(200), paused);
    assert_eq!(
        owner.put(SETTINGS, &json!({"notifier_paused": "yes"})).await.expect(400).faulty_fields(),
        ["notifier_paused"]
    );
    owner.put(SETTINGS, &json!({"notifier_paused": null})).await.expect(200);
    let log =
        owner.get("/api/v2/audit?q=resource_type:notifications_settings%20action:write").await.json_of(200);
    assert_eq!(log["count"], 4, "two changes and two refusals");
    server.call(Method::PUT, SETTINGS).json(&json!({})).send().await.expect(401);
}

#[apply(case)]
async fn the_ways_are_told_with_the_operators(engine: Engine) {
    let flags = vec![("notifications-method", "webhook".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let found = server.member("amira").await.get(METHODS).await.json_of(200);
    assert_eq!(found, json!({"available": ["smtp", "webhook"], "default": "webhook"}));
}

#[apply(case)]
async fn people_choose_which_notifications_they_want(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let choose = |map: Value| json!({"template_disabled_map": map});
    assert_eq!(amira.get(MINE).await.json_of(200), json!([]));
    for nothing in [json!({}), choose(json!({})), choose(Value::Null)] {
        assert_eq!(amira.put(MINE, &nothing).await.json_of(200), json!([]));
    }
    amira.put(MINE, &choose(json!({DELETED: true}))).await.expect(200);
    let both = amira.put(MINE, &choose(json!({WRITTEN: true, DELETED: false}))).await.json_of(200);
    let seen: Vec<_> = both.as_array().unwrap().iter().map(|one| (&one["id"], &one["disabled"])).collect();
    let (deleted, written) = (json!(DELETED), json!(WRITTEN));
    assert_eq!(
        seen,
        [(&deleted, &json!(false)), (&written, &json!(true))],
        "in the order of the first choice"
    );
    assert_eq!(amira.get(MINE).await.json_of(200), both);
    let wrong = choose(json!({"x": true, "2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40": true, WRITTEN: false}));
    let refused = amira.put(MINE, &wrong).await.expect(400);
    assert_eq!(
        refused.faulty_fields(),
        ["template_disabled_map.2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40", "template_disabled_map.x"]
    );
    assert_eq!(amira.get(MINE).await.json_of(200), both, "nothing of it is kept");
}

#[apply(case)]
async fn what_others_want_is_for_owners(engine: Engine) {
    let server = Server::start(engine).await;
    let [amira, jonas, noor] =
        [server.member("amira").await, server.member("jonas").await, server.member("noor").await];
    site_role(&server, &noor, "user-admin").await;
    let theirs = "/api/v2/users/amira/notifications/preferences";
    for (person, status) in [(&amira, 200), (server.owner().await, 200), (&noor, 403), (&jonas, 404)] {
        person.get(theirs).await.expect(status);
        person.put(theirs, &json!({"template_disabled_map": {DELETED: true}})).await.expect(status);
    }
    server.get(MINE).send().await.expect(401);
    server.call(Method::PUT, MINE).json(&json!({})).send().await.expect(401);
}
