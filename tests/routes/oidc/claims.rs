//! From claims to a person.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::harness::{Engine, Person};

cases![
    claims_without_a_subject_are_refused,
    an_email_alone_is_enough,
    an_email_that_is_no_text_is_refused,
    claims_without_an_email_are_refused,
    usernames_come_from_claims,
    names_and_pictures_come_from_claims,
    userinfo_wins_over_the_id_token,
    userinfo_that_fails_is_the_providers_fault,
    userinfo_of_somebody_else_is_refused,
    userinfo_may_be_ignored,
    other_claims_may_be_named,
];

async fn me(person: &Person) -> Value {
    person.get("/api/v2/users/me").await.json_of(200)
}

async fn claims_without_a_subject_are_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    for sub in [json!(""), json!(null)] {
        scene.claims("amira", json!({"sub": sub}));
        scene.come().await.expect(400);
    }
}

async fn an_email_alone_is_enough(engine: Engine) {
    let scene = Scene::new(engine).await;
    let person = scene.person("7", json!({"email": "amira.k@example.com", "preferred_username": null})).await;
    assert_eq!(person.username, "amira-k");
    let found = me(&person).await;
    assert_eq!((&found["login_type"], &found["status"]), (&json!("oidc"), &json!("active")));
    assert_eq!(found["organization_ids"].as_array().unwrap().len(), 1);
}

async fn an_email_that_is_no_text_is_refused(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-email-field", "mail")]).await;
    scene.claims("amira", json!({"mail": 7}));
    assert!(scene.come().await.expect(400).text().contains("must be a text"));
}

async fn claims_without_an_email_are_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({"email": null}));
    assert!(scene.come().await.expect(400).text().contains("No email found in OIDC payload"));
    let person = scene.person("8", json!({"email": null, "preferred_username": "amira@example.com"})).await;
    assert_eq!((person.email.as_str(), person.username.as_str()), ("amira@example.com", "amira"));
}

async fn usernames_come_from_claims(engine: Engine) {
    let scene = Scene::new(engine).await;
    for (sub, claim, username) in
        [("1", "jonas_b", "jonas-b"), ("2", "Nadia@corp.example", "nadia"), ("3", "日本", "3")]
    {
        let person = scene.person(sub, json!({"preferred_username": claim})).await;
        assert_eq!(person.username, username);
    }
}

async fn names_and_pictures_come_from_claims(engine: Engine) {
    let scene = Scene::new(engine).await;
    let claims = json!({"name": "  Amira K  ", "picture": "https://example.com/a.png"});
    let found = me(&scene.person("amira", claims).await).await;
    assert_eq!(
        (&found["name"], &found["avatar_url"]),
        (&json!("Amira K"), &json!("https://example.com/a.png"))
    );
    let found = me(&scene.person("jonas", json!({"name": "x".repeat(200)})).await).await;
    assert_eq!(found["name"], "x".repeat(128));
}

async fn userinfo_wins_over_the_id_token(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({"name": "Old"}));
    let userinfo = json!({"sub": "amira", "name": "New", "email": "new@example.com"});
    scene.provider.script(|script| script.userinfo = Some(userinfo));
    let person = scene.entered(&scene.come().await.expect(307)).await;
    assert_eq!((me(&person).await["name"].as_str(), person.email.as_str()), (Some("New"), "new@example.com"));
}

async fn userinfo_that_fails_is_the_providers_fault(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    scene.provider.script(|script| script.userinfo = None);
    scene.come().await.expect(502);
}

async fn userinfo_of_somebody_else_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    scene.provider.script(|script| script.userinfo = Some(json!({"sub": "jonas"})));
    assert!(scene.come().await.expect(400).text().contains("somebody else"));
}

async fn userinfo_may_be_ignored(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-ignore-userinfo", "true")]).await;
    scene.claims("amira", json!({}));
    scene.provider.script(|script| script.userinfo = None);
    scene.come().await.expect(307);
}

async fn other_claims_may_be_named(engine: Engine) {
    let flags = [("oidc-email-field", "mail"), ("oidc-username-field", "login"), ("oidc-name-field", "full")];
    let scene = Scene::with(engine, &flags).await;
    let claims = json!({"mail": "m@example.com", "login": "mm", "full": "M M"});
    let person = scene.person("amira", claims).await;
    assert_eq!((person.email.as_str(), person.username.as_str()), ("m@example.com", "mm"));
    assert_eq!(me(&person).await["name"], "M M");
}
