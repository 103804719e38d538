//! Refused changes of the workspaces of others, and of deleted ones.

use serde_json::json;

use super::scene::{build, path, start, template, workspace};
use crate::harness::Engine;
use crate::routes::template_versions::scene::site_role;

#[apply(case)]
async fn readers_change_nothing_and_others_see_nothing(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let reader = server.member("reader").await;
    site_role(&server, &reader, "template-admin").await;
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let at = |what: &str| format!("{}/{what}", path(&made));
    for (person, status) in [(&reader, 403), (&jonas, 404)] {
        person.patch(&path(&made), &json!({"name": "dev"})).await.expect(status);
        for (what, body) in [
            ("autostart", json!({"schedule": "0 9 * * *"})),
            ("ttl", json!({"ttl_ms": 60_000})),
            ("extend", json!({"deadline": "2126-01-01T00:00:00Z"})),
            ("dormant", json!({"dormant": true})),
            ("autoupdates", json!({"automatic_updates": "always"})),
            ("favorite", json!({})),
            ("owner", json!({"owner": "jonas"})),
        ] {
            person.put(&at(what), &body).await.expect(status);
        }
        person.delete(&at("favorite")).await.expect(status);
        person.post(&at("usage"), &json!({})).await.expect(status);
        for transition in ["start", "stop", "delete"] {
            person.post(&at("builds"), &json!({"transition": transition})).await.expect(status);
        }
        person.patch(&at("acl"), &json!({})).await.expect(status);
        person.delete(&at("acl")).await.expect(status);
    }
    reader.get(&at("acl")).await.expect(200);
}

#[apply(case)]
async fn what_is_deleted_is_not_changed_any_more(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    build(&server, &amira, &made, json!({"transition": "delete"})).await;
    let at = |what: &str| format!("{}/{what}", path(&made));
    amira.get(&path(&made)).await.expect(410);
    amira.patch(&path(&made), &json!({"name": "other"})).await.expect(410);
    for (what, body) in [
        ("autostart", json!({})),
        ("ttl", json!({})),
        ("extend", json!({"deadline": "2126-01-01T00:00:00Z"})),
        ("dormant", json!({"dormant": true})),
        ("autoupdates", json!({"automatic_updates": "always"})),
        ("favorite", json!({})),
        ("owner", json!({"owner": "amira"})),
    ] {
        amira.put(&at(what), &body).await.expect(410);
    }
    amira.delete(&at("favorite")).await.expect(410);
    amira.post(&at("usage"), &json!({})).await.expect(410);
    amira.get(&at("acl")).await.expect(410);
    amira.patch(&at("acl"), &json!({})).await.expect(410);
    amira.delete(&at("acl")).await.expect(410);
    amira.post(&at("builds"), &json!({"transition": "start"})).await.expect(409);
}
