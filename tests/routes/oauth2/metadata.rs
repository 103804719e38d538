//! `/.well-known/…`

use serde_json::json;

use super::scene::{SETTINGS, Scene};
use crate::harness::{Engine, Server};

#[apply(case)]
async fn the_metadata_of_the_provider_name_every_endpoint(engine: Engine) {
    let server = Server::start(engine).await;
    let answer = server.get("/.well-known/oauth-authorization-server").send().await.expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert!(answer.header("cache-control").unwrap().starts_with("public"), "it may be kept");
    let found = answer.json();
    let url = format!("http://{}", server.get("/").address);
    assert_eq!(found["issuer"], url);
    for (name, path) in [
        ("authorization_endpoint", "authorize"),
        ("token_endpoint", "tokens"),
        ("revocation_endpoint", "revoke"),
        ("introspection_endpoint", "introspect"),
        ("device_authorization_endpoint", "device_authorization"),
    ] {
        assert_eq!(found[name], format!("{url}/oauth2/{path}"));
    }
    assert_eq!(found["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(found["response_types_supported"], json!(["code"]));
    assert_eq!(
        found["token_endpoint_auth_methods_supported"],
        json!(["client_secret_basic", "client_secret_post", "none"])
    );
    assert_eq!(found["authorization_response_iss_parameter_supported"], true);
    let scopes = found["scopes_supported"].as_array().unwrap();
    assert!(scopes.contains(&json!("coder:all")) && scopes.contains(&json!("workspace:read")));
}

#[apply(case)]
async fn the_metadata_of_the_api_lead_to_the_provider(engine: Engine) {
    let server = Server::start(engine).await;
    let found = server.get("/.well-known/oauth-protected-resource").send().await.json_of(200);
    let url = format!("http://{}", server.get("/").address);
    assert_eq!((&found["resource"], &found["authorization_servers"]), (&json!(url), &json!([url])));
    assert_eq!(found["bearer_methods_supported"], json!(["header", "query"]));
    let refused = server.get("/api/v2/users/me").send().await.expect(401);
    let challenge = refused.header("www-authenticate").unwrap();
    assert!(
        challenge.contains(&format!("resource_metadata=\"{url}/.well-known/oauth-protected-resource\"")),
        "{challenge}"
    );
}

#[apply(case)]
async fn the_registration_endpoint_is_named_only_while_it_is_on(engine: Engine) {
    let server = Server::start(engine).await;
    let named = async || {
        let found = server.get("/.well-known/oauth-authorization-server").send().await.json_of(200);
        found.get("registration_endpoint").is_some()
    };
    assert!(!named().await, "it is off by default");
    let on = json!({"dynamic_client_registration_enabled": true});
    assert_eq!(server.owner().await.put(SETTINGS, &on).await.json_of(200), on);
    assert!(named().await);
}

#[apply(case)]
async fn owners_and_auditors_read_the_settings_and_owners_change_them(engine: Engine) {
    let scene = Scene::new(engine).await;
    let off = json!({"dynamic_client_registration_enabled": false});
    assert_eq!(scene.owner().await.get(SETTINGS).await.json_of(200), off);
    scene.amira.get(SETTINGS).await.expect(403);
    scene.amira.put(SETTINGS, &off).await.expect(403);
    let on = json!({"dynamic_client_registration_enabled": true});
    scene.owner().await.put(SETTINGS, &on).await.expect(200);
    for nothing in [json!({}), json!({"dynamic_client_registration_enabled": null})] {
        assert_eq!(scene.owner().await.put(SETTINGS, &nothing).await.json_of(200), on, "it stays");
    }
}
