//! `POST`, `GET /licenses`, `DELETE /licenses/{license}`, `POST /licenses/refresh-entitlements`

use burgrave_core::Clock as _;
use chrono::TimeDelta;
use http::Method;
use serde_json::{Value, json};

use super::scene::{LICENSES, REFRESH, add, claims, entitlements, license, licensed};
use crate::harness::{Engine, Person, Server};

#[apply(case)]
async fn a_licence_is_added_listed_with_what_it_says_and_deleted(engine: Engine) {
    let server = licensed(engine).await;
    let owner = server.owner().await;
    assert_eq!(owner.get(LICENSES).await.json_of(200), json!([]));
    let numbers =
        json!({"features": {"user_limit": 9_007_199_254_740_993_i64}, "of_nobody": [1, {"a": null}]});
    let added = add(&server, &numbers).await.json_of(201);
    assert_eq!((&added["id"], &added["uuid"]), (&json!(1), &json!("6d8b1a52-3c0f-4e7a-9b21-5f4c8d7e6a01")));
    assert_eq!(added["claims"], Value::Object(claims(&server, &numbers)), "as it was written");
    let second = add(&server, &json!({"jti": "no uuid", "feature_set": ""})).await.json_of(201);
    assert_eq!(second["id"], 2);
    assert_ne!(second["uuid"], added["uuid"]);
    assert_eq!(owner.get(LICENSES).await.json_of(200), json!([added, second]));
    assert_eq!(owner.delete(&format!("{LICENSES}/2")).await.expect(200).body.len(), 0);
    assert_eq!(owner.get(LICENSES).await.json_of(200), json!([added]));
    let third = add(&server, &json!({"jti": second["uuid"]})).await.json_of(201);
    assert_eq!(third["id"], 3, "a number is not given twice");
}

#[apply(case)]
async fn licences_are_for_owners(engine: Engine) {
    let server = licensed(engine).await;
    let amira = server.member("amira").await;
    add(&server, &json!({})).await.expect(201);
    assert_eq!(amira.get(LICENSES).await.json_of(200), json!([]));
    amira.post(LICENSES, &json!({"license": license(&server, &json!({}))})).await.expect(403);
    amira.delete(&format!("{LICENSES}/1")).await.expect(403);
    amira.post(REFRESH, &json!({})).await.expect(403);
    for (method, path) in [(Method::GET, LICENSES), (Method::POST, LICENSES), (Method::POST, REFRESH)] {
        server.call(method, path).send().await.expect(401);
    }
}

#[apply(case)]
async fn what_is_no_licence_of_the_deployment_is_refused_with_the_reason(engine: Engine) {
    let server = licensed(engine).await;
    let owner = server.owner().await;
    let refused = |token: String| async move {
        let answer = owner.post(LICENSES, &json!({"license": token})).await.json_of(400);
        (answer["message"].as_str().unwrap().to_owned(), answer["detail"].as_str().map(str::to_owned))
    };
    let several = Some("license has multiple issues; contact support".to_owned());
    let over = server.clock.now().timestamp();
    for token in ["garbage".to_owned(), "a.b.c".into(), license(&server, &json!({"exp": over}))] {
        assert_eq!(refused(token).await, ("Invalid license".to_owned(), several.clone()));
    }
    let two = license(&server, &json!({"version": 2, "account_id": ""}));
    let detail = "license must be version 3; license must contain valid account ID".to_owned();
    assert_eq!(refused(two).await, ("Invalid license".to_owned(), Some(detail)));
    let elsewhere = license(&server, &json!({"deployment_ids": ["9a1cfb4e-52d0-4a53-8f0a-0c39a5ce1d2f"]}));
    assert_eq!(refused(elsewhere).await, ("License cannot be used on this deployment!".to_owned(), None));
    let info = owner.get("/api/v2/buildinfo").await.json_of(200);
    add(&server, &json!({"deployment_ids": ["other", info["deployment_id"]]})).await.expect(201);
    let again = add(&server, &json!({"deployment_ids": ["other", info["deployment_id"]]})).await.json_of(409);
    assert_eq!(again["message"], "Failed to install license");
    for body in [json!({}), json!({"license": null}), json!({"license": 7})] {
        assert_eq!(owner.post(LICENSES, &body).await.expect(400).faulty_fields(), ["license"]);
    }
}

#[apply(case)]
async fn a_server_without_keys_takes_no_licence(engine: Engine) {
    let server = Server::start(engine).await;
    let refused = add(&server, &json!({})).await.json_of(400);
    assert!(refused["detail"].as_str().unwrap().contains("license-keys"), "{refused}");
}

#[apply(case)]
async fn a_number_that_no_licence_has_is_not_found(engine: Engine) {
    let server = licensed(engine).await;
    let owner = server.owner().await;
    for id in ["first", "1.5", "99999999999", "-"] {
        let answer = owner.delete(&format!("{LICENSES}/{id}")).await.json_of(404);
        assert_eq!(answer["message"], "License ID must be an integer", "{id}");
    }
    let answer = owner.delete(&format!("{LICENSES}/1")).await.json_of(404);
    assert_eq!(answer["message"], "Unknown license ID");
}

#[apply(case)]
async fn licences_are_written_down_without_their_text(engine: Engine) {
    let server = licensed(engine).await;
    let owner = server.owner().await;
    let token = license(&server, &json!({}));
    owner.post(LICENSES, &json!({"license": token})).await.expect(201);
    owner.delete(&format!("{LICENSES}/1")).await.expect(200);
    let log = owner.get("/api/v2/audit?q=resource_type:license").await.json_of(200);
    let entries = log["audit_logs"].as_array().unwrap();
    let mut actions: Vec<_> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    actions.sort_unstable();
    assert_eq!(actions, ["create", "delete"]);
    assert!(!log.to_string().contains(&token));
    let secret = json!({"old": "", "new": "", "secret": true});
    assert!(entries.iter().all(|entry| entry["diff"]["jwt"] == secret), "{log}");
}

#[apply(case)]
async fn a_refresh_is_refused_for_a_minute_after_the_last(engine: Engine) {
    let server = licensed(engine).await;
    let owner = server.owner().await;
    let refused = owner.post(REFRESH, &json!({})).await.expect(400);
    assert_eq!(refused.header("retry-after"), Some("60"));
    assert!(refused.message().contains("please wait 60 seconds"), "{}", refused.text());
    server.clock.advance(TimeDelta::seconds(59));
    owner.post(REFRESH, &json!({})).await.expect(400);
    server.clock.advance(TimeDelta::seconds(1));
    let done = owner.post(REFRESH, &json!({})).await.json_of(200);
    assert_eq!(done["message"], "Entitlements updated");
    owner.post(REFRESH, &json!({})).await.expect(400);
    server.clock.advance(TimeDelta::seconds(61));
    add(&server, &json!({})).await.expect(201);
    owner.post(REFRESH, &json!({})).await.expect(400);
}

#[apply(case)]
async fn features_open_and_close_with_licences(engine: Engine) {
    let server = licensed(engine).await;
    let owner = server.owner().await;
    let gated = |person: Person| async move {
        person.post("/api/v2/organizations", &json!({"name": "castle"})).await
    };
    let refused = gated(owner.clone()).await.expect(403);
    assert!(
        refused.message().starts_with("Multiple Organizations is a Premium feature"),
        "{}",
        refused.text()
    );
    add(&server, &json!({"nbf": server.clock.now().timestamp() + 3600})).await.expect(201);
    gated(owner.clone()).await.expect(403);
    let made = add(&server, &json!({"account_id": "counts"})).await.json_of(201);
    gated(owner.clone()).await.expect(201);
    owner.delete(&format!("{LICENSES}/{}", made["id"])).await.expect(200);
    gated(owner.clone()).await.expect(403);
    server.clock.advance(TimeDelta::hours(2));
    server.tick().await;
    assert_eq!(entitlements(&server).await["features"]["multiple_organizations"]["enabled"], true);
}
