//! What people are called, and how they look.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::harness::Engine;

/// What a person with these claims is called.
async fn username(engine: Engine, claims: Value) -> String {
    Scene::new(engine).await.person("7", claims).await.username
}

/// The profile of a person with these claims.
async fn profile(engine: Engine, claims: Value) -> Value {
    let scene = Scene::new(engine).await;
    scene.person("amira", claims).await.get("/api/v2/users/me").await.json_of(200)
}

#[apply(case)]
async fn a_username_comes_from_its_claim(engine: Engine) {
    assert_eq!(username(engine, json!({"preferred_username": "jonas_b"})).await, "jonas-b");
}

#[apply(case)]
async fn a_username_that_is_an_address_counts_up_to_its_at_sign(engine: Engine) {
    assert_eq!(username(engine, json!({"preferred_username": "Nadia@corp.example"})).await, "nadia");
}

#[apply(case)]
async fn a_username_that_is_an_address_replaces_a_missing_email(engine: Engine) {
    let scene = Scene::new(engine).await;
    let person = scene.person("7", json!({"email": null, "preferred_username": "amira@example.com"})).await;
    assert_eq!((person.email.as_str(), person.username.as_str()), ("amira@example.com", "amira"));
}

#[apply(case)]
async fn a_username_of_which_nothing_fits_comes_from_the_email(engine: Engine) {
    let claims = json!({"preferred_username": "日本", "email": "nadia.k@example.com"});
    assert_eq!(username(engine, claims).await, "nadia-k");
}

#[apply(case)]
async fn a_name_comes_from_its_claim_without_white_space_around_it(engine: Engine) {
    assert_eq!(profile(engine, json!({"name": "  Amira K  "})).await["name"], "Amira K");
}

#[apply(case)]
async fn a_long_name_is_cut(engine: Engine) {
    assert_eq!(profile(engine, json!({"name": "x".repeat(200)})).await["name"], "x".repeat(128));
}

#[apply(case)]
async fn a_picture_comes_from_its_claim(engine: Engine) {
    let picture = "https://example.com/a.png";
    assert_eq!(profile(engine, json!({"picture": picture})).await["avatar_url"], picture);
}
