//! `GET`, `POST …/provisionerkeys`, `GET …/provisionerkeys/daemons`,
//! `DELETE …/provisionerkeys/{provisionerkey}`, `GET /provisionerkeys/{provisionerkey}`

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::scene::{KEYS, key};
use crate::harness::{Engine, Options, Server};

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap()).collect()
}

/// TestProvisionerKeys: CRUD
#[apply(case)]
async fn a_key_is_made_listed_and_deleted(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    assert_eq!(owner.get(KEYS).await.json_of(200), json!([]));
    let secret = key(&server, "Fleet-EU", json!({"region": "eu"})).await;
    assert_eq!(secret.len(), 43);
    assert!(secret.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    server.clock.advance(TimeDelta::seconds(1));
    key(&server, "second", Value::Null).await;
    let list = owner.get(KEYS).await.json_of(200);
    assert_eq!(names(&list), ["fleet-eu", "second"]);
    assert_eq!((&list[0]["tags"], &list[1]["tags"]), (&json!({"region": "eu"}), &json!({})));
    let organization = owner.get("/api/v2/organizations/default").await.json_of(200);
    assert_eq!(list[0]["organization"], organization["id"]);
    assert!(!list.to_string().contains(&secret));
    owner.delete(&format!("{KEYS}/FLEET-eu")).await.expect(204);
    owner.delete(&format!("{KEYS}/fleet-eu")).await.expect(404);
    assert_eq!(names(&owner.get(KEYS).await.json_of(200)), ["second"]);
}

#[apply(case)]
async fn names_that_a_key_can_not_have_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    key(&server, "fleet", json!({})).await;
    for (name, status) in [
        ("", 400),
        (&*"x".repeat(65), 400),
        ("Built-In", 400),
        ("user-auth", 400),
        ("PSK", 400),
        ("FLEET", 409),
    ] {
        let refused = owner.post(KEYS, &json!({"name": name})).await.expect(status);
        assert_eq!(refused.faulty_fields(), ["name"], "{name}");
    }
    owner.post(KEYS, &json!({"name": "x".repeat(64)})).await.expect(201);
    let nul = json!({"name": "nul", "tags": {"a": "b\0c"}});
    owner.post(KEYS, &nul).await.expect(400);
    for name in ["built-in", "USER-AUTH", "psk"] {
        owner.delete(&format!("{KEYS}/{name}")).await.expect(400);
    }
}

#[apply(case)]
async fn keys_of_one_organization_are_hidden_from_others(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.post("/api/v2/organizations", &json!({"name": "other"})).await.expect(201);
    key(&server, "fleet", json!({})).await;
    let there = "/api/v2/organizations/other/provisionerkeys";
    owner.post(there, &json!({"name": "fleet"})).await.expect(201);
    owner.delete(&format!("{there}/fleet")).await.expect(204);
    assert_eq!(names(&owner.get(KEYS).await.json_of(200)), ["fleet"]);
    let amira = server.member("amira").await;
    amira.get(KEYS).await.expect(404);
    amira.post(KEYS, &json!({"name": "own"})).await.expect(404);
}

/// TestGetProvisionerKey
#[apply(case)]
async fn who_has_a_key_may_ask_which_it_is(engine: Engine) {
    let server = Server::start(engine).await;
    let secret = key(&server, "fleet", json!({"a": "b"})).await;
    let ask = |shown: Option<&str>| {
        // The path isn't looked at, and nothing of it is written down.
        let call = server.get(&format!("/api/v2/provisionerkeys/{secret}"));
        match shown {
            Some(shown) => call.header("coder-provisioner-daemon-key", shown),
            None => call,
        }
    };
    let found = ask(Some(&secret)).send().await.json_of(200);
    assert_eq!((&found["name"], &found["tags"]), (&json!("fleet"), &json!({"a": "b"})));
    ask(None).send().await.expect(403);
    server.owner().await.delete(&format!("/api/v2/provisionerkeys/{secret}")).await.expect(405);
    server.owner().await.get(&format!("//api/v2/provisionerkeys/{secret}/more")).await.expect(404);
    assert!(server.log.text().contains("/api/v2/provisionerkeys/***"));
    ask(Some("short")).send().await.expect(400);
    ask(Some(&"y".repeat(43))).send().await.expect(401);
    server.owner().await.delete(&format!("{KEYS}/fleet")).await.expect(204);
    ask(Some(&secret)).send().await.expect(401);
}

#[apply(case)]
async fn guesses_of_keys_are_slowed_down(engine: Engine) {
    let flags = vec![("rate-limit-login", "1".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let guess = || {
        let call = server.get("/api/v2/provisionerkeys/mine");
        call.header("coder-provisioner-daemon-key", "z".repeat(43)).send()
    };
    let mut told = Vec::new();
    for _ in 0..4 {
        told.push(guess().await.status);
    }
    assert_eq!((told.first(), told.last()), (Some(&401), Some(&429)), "{told:?}");
}

#[apply(case)]
async fn keys_that_nobody_makes_stand_beside_the_others(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    key(&server, "fleet", json!({})).await;
    let names = |list: Value| -> Vec<String> {
        let name = |one: &Value| one["key"]["name"].as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(name).collect()
    };
    let list = owner.get(&format!("{KEYS}/daemons")).await.json_of(200);
    assert_eq!(list[0]["daemons"], json!([]));
    assert_eq!(names(list), ["built-in", "user-auth", "psk", "fleet"]);
    owner.post("/api/v2/organizations", &json!({"name": "other"})).await.expect(201);
    let there = "/api/v2/organizations/other/provisionerkeys/daemons";
    assert_eq!(names(owner.get(there).await.json_of(200)), ["user-auth"]);
}
