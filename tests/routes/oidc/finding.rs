//! Whose account it is that comes in.

use std::sync::Arc;

use burgrave_core::Entropy;
use serde_json::json;

use super::scene::Scene;
use crate::harness::entropy::SeededEntropy;
use crate::harness::{Engine, Options, Person};

async fn status(person: &Person) -> String {
    person.get("/api/v2/users/me").await.json_of(200)["status"].as_str().unwrap().to_owned()
}

#[apply(case)]
async fn somebody_is_known_by_their_subject(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.person("amira", json!({})).await;
    let claims = json!({"email": "moved@example.com", "preferred_username": "other", "name": "Moved"});
    let again = scene.person("amira", claims).await;
    assert_eq!(again.id, first.id);
    assert_eq!((again.username.as_str(), again.email.as_str()), ("amira", "moved@example.com"));
    first.get("/api/v2/users/me").await.expect(200);
}

/// TestPostUsers/CreateOIDCLoginType
#[apply(case)]
async fn an_account_that_was_made_for_the_provider_is_taken_over_by_its_address_once(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let body = json!({"email": "amira@example.com", "username": "prepared", "login_type": "oidc",
        "organization_ids": [default["id"]]});
    let made = owner.post("/api/v2/users", &body).await.json_of(201);
    let amira = scene.person("7", json!({"email": "AMIRA@example.com"})).await;
    assert_eq!((amira.id.as_str(), amira.username.as_str()), (made["id"].as_str().unwrap(), "prepared"));
    scene.claims("8", json!({"email": "amira@example.com"}));
    let refused = scene.come().await.expect(403).told();
    assert!(refused.contains("another account"), "{refused}");
}

#[apply(case)]
async fn an_account_that_logs_in_another_way_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    let jonas = scene.server.member("jonas").await;
    scene.claims("jonas", json!({"email": jonas.email}));
    let refused = scene.come().await.expect(403).told();
    assert!(refused.contains("Incorrect login type") && refused.contains("password"), "{refused}");
}

#[apply(case)]
async fn a_dormant_user_is_active_after_a_login(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let body = json!({"email": "amira@example.com", "username": "amira", "login_type": "oidc",
        "organization_ids": [default["id"]]});
    assert_eq!(owner.post("/api/v2/users", &body).await.json_of(201)["status"], "dormant");
    assert_eq!(status(&scene.person("amira", json!({})).await).await, "active");
}

#[apply(case)]
async fn a_taken_username_gets_an_ending(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.person("1", json!({"preferred_username": "amira"})).await;
    let second = scene.person("2", json!({"preferred_username": "amira"})).await;
    assert_eq!(first.username, "amira");
    assert!(second.username.starts_with("amira-") && second.username.len() == 13, "{}", second.username);
}

/// Endings of usernames that are all alike; everything else is as random as ever.
struct Alike(SeededEntropy);

impl Entropy for Alike {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn alphanumeric(&self, length: usize) -> String {
        if length == 7 { "7".repeat(length) } else { self.0.alphanumeric(length) }
    }
}

#[apply(case)]
async fn an_account_for_which_no_username_is_free_is_refused(engine: Engine) {
    let entropy: Arc<dyn Entropy> = Arc::new(Alike(SeededEntropy::new()));
    let options = Options { entropy: Some(entropy), ..Options::default() };
    let scene = Scene::of(engine, options).await;
    for (sub, username) in [("1", "amira"), ("2", "amira-7777777")] {
        assert_eq!(scene.person(sub, json!({"preferred_username": "amira"})).await.username, username);
    }
    scene.claims("3", json!({"preferred_username": "amira"}));
    assert!(scene.come().await.expect(409).told().contains("No username is free"));
    scene.person("3", json!({"preferred_username": "amira-k"})).await;
}

#[apply(case)]
async fn an_address_that_somebody_else_has_stays_with_them(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = scene.person("amira", json!({})).await;
    scene.person("jonas", json!({})).await;
    let moved = scene.person("jonas", json!({"email": amira.email})).await;
    assert_eq!(moved.email, "jonas@example.com");
    assert_eq!(scene.person("amira", json!({})).await.id, amira.id);
}

#[apply(case)]
async fn of_many_logins_of_one_stranger_one_account_is_made(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    let answers = futures::future::join_all((0..8).map(|_| scene.come())).await;
    let mut ids = Vec::new();
    for answer in answers {
        ids.push(scene.entered(&answer.expect(307)).await.id);
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
}

#[apply(case)]
async fn a_login_through_the_provider_counts_as_being_seen(engine: Engine) {
    use burgrave_core::Clock as _;
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    scene.come().await.expect(307);
    let seen =
        scene.server.owner().await.get("/api/v2/users/amira").await.json_of(200)["last_seen_at"].clone();
    let seen: chrono::DateTime<chrono::Utc> = seen.as_str().unwrap().parse().unwrap();
    assert_eq!(seen.timestamp(), scene.server.clock.now().timestamp());
}
