//! The session at the provider ends too, where that is wanted.

use std::collections::HashMap;

use http::Method;
use serde_json::json;

use super::scene::Scene;
use crate::harness::Engine;
use crate::routes::pages::browser::Browser;

#[apply(case)]
async fn a_logout_has_the_address_that_ends_the_session_at_the_provider(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-logout", "true")]).await;
    let amira = scene.person("amira", json!({})).await;
    let answer = amira.call(Method::POST, "/api/v2/users/logout").send().await.json_of(200);
    let url = url::Url::parse(answer["oidc_logout_url"].as_str().unwrap()).unwrap();
    assert!(url.as_str().starts_with(&format!("{}/end?", scene.provider.url())));
    let asked: HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(asked["client_id"], "burgrave");
    assert!(
        asked["id_token_hint"].split('.').count() == 3 && asked["post_logout_redirect_uri"].ends_with('/')
    );
    amira.get("/api/v2/users/me").await.expect(401);
    // A user who logged in with a password has no session at the provider.
    let jonas = scene.server.member("jonas").await;
    let answer = jonas.call(Method::POST, "/api/v2/users/logout").send().await.json_of(200);
    assert!(answer.get("oidc_logout_url").is_none());
}

#[apply(case)]
async fn a_logout_names_no_provider_unless_the_operator_wants_it(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = scene.person("amira", json!({})).await;
    let answer = amira.call(Method::POST, "/api/v2/users/logout").send().await.json_of(200);
    assert_eq!(answer, json!({"message": "Logged out!"}));
}

#[apply(case)]
async fn a_sign_out_on_a_page_leads_on_to_the_provider(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-logout", "true")]).await;
    let amira = scene.person("amira", json!({})).await;
    let browser = Browser::of(&scene.server, &amira);
    let page = browser.submit("/", "/logout", &[]).await.expect(200).text();
    let end = format!("href=\"{}/end?", scene.provider.url());
    assert!(page.contains(&end) && page.contains("Log out there too"), "{page}");
    amira.get("/api/v2/users/me").await.expect(401);
}
