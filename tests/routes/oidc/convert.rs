//! `POST /users/{user}/convert-login`, and the login that ends it.

use chrono::TimeDelta;
use http::Method;
use serde_json::{Value, json};

use super::scene::{CALLBACK, Scene, session};
use crate::harness::{Answer, Call, Engine, Person, Server, secrets};

const OWN: &str = "/api/v2/users/me/convert-login";

async fn begun(person: &Person) -> (Value, String) {
    let body = json!({"to_type": "oidc", "password": person.password});
    let answer = person.post(OWN, &body).await.expect(201);
    let cookie =
        answer.cookies().into_iter().find(|cookie| cookie.starts_with("coder_oauth_convert_jwt=")).unwrap();
    secrets::register(cookie.split_once('=').unwrap().1);
    (answer.json(), cookie)
}

fn leaving(scene: &Scene, begun: &Value) -> Call {
    let state = begun["state_string"].as_str().unwrap();
    scene.server.get(&format!("{CALLBACK}?oidc_merge_state={state}"))
}

async fn away(scene: &Scene, begun: &Value, proof: &str) -> Answer {
    leaving(scene, begun).header("cookie", proof).send().await.expect(307)
}

#[apply(case)]
async fn a_password_account_becomes_one_of_the_provider(engine: Engine) {
    let scene = Scene::new(engine).await;
    let jonas = scene.server.member("jonas").await;
    let (begun, proof) = begun(&jonas).await;
    assert_eq!((&begun["to_type"], &begun["user_id"]), (&json!("oidc"), &json!(jonas.id)));
    scene.claims("7", json!({"email": jonas.email, "preferred_username": "other"}));
    let answer = scene.back(&away(&scene, &begun, &proof).await, Some(&proof)).await.expect(307);
    let now = scene.entered(&answer).await;
    assert_eq!((&now.id, now.username.as_str()), (&jonas.id, "jonas"));
    let me = now.get("/api/v2/users/me").await.json_of(200);
    assert_eq!(me["login_type"], "oidc");
    jonas.get("/api/v2/users/me").await.expect(401);
    let body = json!({"email": jonas.email, "password": jonas.password});
    scene.server.post("/api/v2/users/login", &body).send().await.expect(401);
    assert_eq!(scene.entered(&scene.come().await.expect(307)).await.id, jonas.id);
    assert!(!session(&answer).is_empty());
}

#[apply(case)]
async fn the_audit_log_has_the_begin_and_the_refusal_of_a_conversion(engine: Engine) {
    let scene = Scene::new(engine).await;
    let jonas = scene.server.member("jonas").await;
    begun(&jonas).await;
    scene.server.clock.advance(TimeDelta::seconds(1));
    jonas.post(OWN, &json!({"to_type": "oidc", "password": "not-this-one"})).await.expect(401);
    let found = scene.server.owner().await.get("/api/v2/audit?q=resource_type:convert_login&limit=10").await;
    let found = found.json_of(200);
    let entries: Vec<_> = found["audit_logs"].as_array().unwrap().iter().collect();
    let told: Vec<_> = entries.iter().map(|one| (&one["action"], &one["status_code"])).collect();
    assert_eq!(told, [(&json!("create"), &json!(401)), (&json!("create"), &json!(201))]);
    assert!(entries.iter().all(|one| one["user"]["username"] == "jonas"), "{found}");
    assert_eq!(entries[1]["diff"]["to_login_type"]["new"], "oidc");
}

#[apply(case)]
async fn only_ones_own_account_can_be_converted(engine: Engine) {
    let scene = Scene::new(engine).await;
    let jonas = scene.server.member("jonas").await;
    let owner = scene.server.owner().await;
    let body = json!({"to_type": "oidc", "password": owner.password});
    owner.post(&format!("/api/v2/users/{}/convert-login", jonas.username), &body).await.expect(403);
    jonas.post("/api/v2/users/owner/convert-login", &body).await.expect(404);
}

#[apply(case)]
async fn a_conversion_needs_the_password_and_a_provider(engine: Engine) {
    let scene = Scene::new(engine).await;
    let jonas = scene.server.member("jonas").await;
    jonas.post(OWN, &json!({"to_type": "oidc", "password": "not-this-one"})).await.expect(401);
    jonas.post(OWN, &json!({"to_type": "password", "password": jonas.password})).await.expect(400);
    let plain = Server::start(engine).await;
    let owner = plain.owner().await;
    owner.post(OWN, &json!({"to_type": "oidc", "password": owner.password})).await.expect(400);
}

#[apply(case)]
async fn a_conversion_needs_its_proof(engine: Engine) {
    let scene = Scene::new(engine).await;
    let (jonas, nadia) = (scene.server.member("jonas").await, scene.server.member("nadia").await);
    let (begun_by_jonas, proof) = begun(&jonas).await;
    let (_, proof_of_nadia) = begun(&nadia).await;
    scene.claims("7", json!({"email": jonas.email}));
    let there = away(&scene, &begun_by_jonas, &proof).await;
    scene.back(&there, None).await.expect(400);
    let damaged = scene.back(&there, Some("coder_oauth_convert_jwt=bm9uc2Vuc2U")).await.expect(400);
    assert!(damaged.told().contains("Using an invalid jwt"));
    scene.back(&there, Some(&proof_of_nadia)).await.expect(403);
    jonas.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn nobody_else_chooses_the_state_of_a_login(engine: Engine) {
    let scene = Scene::new(engine).await;
    let (jonas, nadia) = (scene.server.member("jonas").await, scene.server.member("nadia").await);
    let (begun_by_jonas, _) = begun(&jonas).await;
    let (_, proof_of_nadia) = begun(&nadia).await;
    leaving(&scene, &begun_by_jonas).send().await.expect(400);
    leaving(&scene, &begun_by_jonas).header("cookie", &proof_of_nadia).send().await.expect(403);
    leaving(&scene, &json!({"state_string": "chosen"})).send().await.expect(400);
}

#[apply(case)]
async fn an_account_that_was_suspended_meanwhile_is_not_converted(engine: Engine) {
    let scene = Scene::new(engine).await;
    let jonas = scene.server.member("jonas").await;
    let (begun, proof) = begun(&jonas).await;
    scene.claims("7", json!({"email": jonas.email}));
    let there = away(&scene, &begun, &proof).await;
    let path = format!("/api/v2/users/{}/status", jonas.id);
    let owner = scene.server.owner().await;
    owner.call(Method::PUT, &format!("{path}/suspend")).send().await.expect(200);
    assert!(scene.back(&there, Some(&proof)).await.expect(401).told().contains("suspended"));
    let found = owner.get(&format!("/api/v2/users/{}", jonas.id)).await.json_of(200);
    assert_eq!(found["login_type"], "password");
}

#[apply(case)]
async fn a_conversion_that_takes_too_long_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    let jonas = scene.server.member("jonas").await;
    let (begun, proof) = begun(&jonas).await;
    scene.claims("7", json!({"email": jonas.email}));
    let there = away(&scene, &begun, &proof).await;
    scene.server.clock.advance(TimeDelta::minutes(5));
    assert!(scene.back(&there, Some(&proof)).await.expect(400).told().contains("took too long"));
}

#[apply(case)]
async fn a_conversion_needs_the_same_address(engine: Engine) {
    let scene = Scene::new(engine).await;
    let jonas = scene.server.member("jonas").await;
    let (begun, proof) = begun(&jonas).await;
    scene.claims("7", json!({"email": "other@example.com"}));
    scene.back(&away(&scene, &begun, &proof).await, Some(&proof)).await.expect(400);
    jonas.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn a_converted_account_can_not_be_converted_again(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = scene.person("amira", json!({})).await;
    amira.post(OWN, &json!({"to_type": "oidc", "password": "whatever-it-is"})).await.expect(400);
}
