//! From claims to a person.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::harness::{Engine, Person};

async fn me(person: &Person) -> Value {
    person.get("/api/v2/users/me").await.json_of(200)
}

#[apply(case)]
async fn claims_without_a_subject_are_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    for sub in [json!(""), json!(null)] {
        scene.claims("amira", json!({"sub": sub}));
        scene.come().await.expect(400);
    }
}

#[apply(case)]
async fn an_email_alone_is_enough(engine: Engine) {
    let scene = Scene::new(engine).await;
    let person = scene.person("7", json!({"email": "amira.k@example.com", "preferred_username": null})).await;
    assert_eq!(person.username, "amira-k");
    let found = me(&person).await;
    assert_eq!((&found["login_type"], &found["status"]), (&json!("oidc"), &json!("active")));
    assert_eq!(found["organization_ids"].as_array().unwrap().len(), 1);
}

#[apply(case)]
async fn an_email_that_is_no_text_is_refused(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-email-field", "mail")]).await;
    scene.claims("amira", json!({"mail": 7}));
    assert!(scene.come().await.expect(400).told().contains("must be a text"));
}

#[apply(case)]
async fn claims_without_an_email_are_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({"email": null}));
    assert!(scene.come().await.expect(400).told().contains("No email found in OIDC payload"));
}

#[apply(case)]
async fn empty_claims_are_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.provider.script(|script| script.userinfo = Some(json!({})));
    scene.come().await.expect(400);
}

#[apply(case)]
async fn what_no_database_takes_is_refused_or_left_out(engine: Engine) {
    let scene = Scene::new(engine).await;
    for claims in
        [json!({"sub": "a\u{0}b"}), json!({"sub": "x".repeat(256)}), json!({"email": "\u{0}@x.example"})]
    {
        scene.claims("amira", claims);
        scene.come().await.expect(400);
    }
    let odd = json!({"name": "A\u{0}mira", "picture": "/\u{0}.png", "o\u{0}dd": "a", "even": ["\u{0}", "b"]});
    let found = me(&scene.person("amira", odd).await).await;
    assert_eq!((&found["name"], &found["avatar_url"]), (&json!("Amira"), &json!("")));
    let values = "/api/v2/settings/idpsync/field-values?claimField=even";
    assert_eq!(scene.server.owner().await.get(values).await.json_of(200), json!(["b"]));
}

#[apply(case)]
async fn claims_may_come_from_userinfo_alone(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({"email": null, "preferred_username": null}));
    let userinfo = json!({"sub": "amira", "email": "a@example.com", "preferred_username": "potter"});
    scene.provider.script(|script| script.userinfo = Some(userinfo));
    let person = scene.entered(&scene.come().await.expect(307)).await;
    assert_eq!((person.email.as_str(), person.username.as_str()), ("a@example.com", "potter"));
}

#[apply(case)]
async fn userinfo_wins_over_the_id_token(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({"name": "Old"}));
    let userinfo = json!({"sub": "amira", "name": "New", "email": "new@example.com", "email_verified": true});
    scene.provider.script(|script| script.userinfo = Some(userinfo));
    let person = scene.entered(&scene.come().await.expect(307)).await;
    assert_eq!((me(&person).await["name"].as_str(), person.email.as_str()), (Some("New"), "new@example.com"));
}

#[apply(case)]
async fn users_of_the_provider_read_the_claims_of_their_last_login(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = "/api/v2/users/oidc-claims";
    let amira =
        scene.person("amira", json!({"groups": ["a", "b"], "nested": {"n": [1, null]}, "o": "\u{0}"})).await;
    let claims = amira.get(path).await.json_of(200)["claims"].clone();
    assert_eq!((&claims["sub"], &claims["groups"]), (&json!("amira"), &json!(["a", "b"])));
    assert_eq!((&claims["nested"], &claims["o"]), (&json!({"n": [1, null]}), &json!("\u{0}")));
    scene.person("amira", json!({"groups": ["c"]})).await;
    assert_eq!(amira.get(path).await.json_of(200)["claims"]["groups"], json!(["c"]));
    let refused = scene.server.owner().await.get(path).await.expect(400);
    assert!(refused.message().contains("identity provider"), "{}", refused.message());
    let token = json!({"scopes": ["organization:read"]});
    let token = amira.post("/api/v2/users/me/keys/tokens", &token).await.json_of(201);
    let narrow = Person { token: token["key"].as_str().unwrap().to_owned(), ..amira.clone() };
    narrow.get(path).await.expect(403);
}

#[apply(case)]
async fn userinfo_that_fails_is_the_providers_fault(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    for userinfo in [None, Some(json!("no object"))] {
        scene.provider.script(|script| script.userinfo = userinfo);
        scene.come().await.expect(502);
    }
}

#[apply(case)]
async fn userinfo_of_somebody_else_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    scene.provider.script(|script| script.userinfo = Some(json!({"sub": "jonas"})));
    assert!(scene.come().await.expect(400).told().contains("another person"));
}

#[apply(case)]
async fn userinfo_may_be_ignored(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-ignore-userinfo", "true")]).await;
    scene.claims("amira", json!({}));
    scene.provider.script(|script| script.userinfo = None);
    scene.come().await.expect(307);
}

#[apply(case)]
async fn other_claims_may_be_named(engine: Engine) {
    let flags = [("oidc-email-field", "mail"), ("oidc-username-field", "login"), ("oidc-name-field", "full")];
    let scene = Scene::with(engine, &flags).await;
    let claims = json!({"mail": "m@example.com", "login": "mm", "full": "M M"});
    let person = scene.person("amira", claims).await;
    assert_eq!((person.email.as_str(), person.username.as_str()), ("m@example.com", "mm"));
    assert_eq!(me(&person).await["name"], "M M");
}
