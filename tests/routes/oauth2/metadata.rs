//! `/.well-known/…`

use http::Method;
use serde_json::json;

use super::scene::{SETTINGS, Scene};
use crate::harness::{Engine, Server, secrets};

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
    for name in ["coder:all", "workspace:read", "openid", "offline_access"] {
        assert!(scopes.contains(&json!(name)), "{name}");
    }
    assert!(found.get("service_documentation").is_none(), "it would have to be a URL");
    assert_eq!(found["client_id_metadata_document_supported"], false);
    let asked = server.call(Method::OPTIONS, "/.well-known/oauth-authorization-server").send().await;
    let allowed = asked.header("access-control-allow-headers").unwrap();
    assert!(allowed.contains("MCP-Protocol-Version"), "{allowed}");
}

#[apply(case)]
async fn whatever_is_advertised_can_be_asked_for(engine: Engine) {
    let scene = Scene::new(engine).await;
    let on = json!({"dynamic_client_registration_enabled": true});
    scene.owner().await.put(SETTINGS, &on).await.expect(200);
    for document in ["oauth-authorization-server", "oauth-protected-resource", "openid-configuration"] {
        let found = scene.server.get(&format!("/.well-known/{document}")).send().await.json_of(200);
        let names: Vec<_> = found["scopes_supported"].as_array().unwrap().iter().collect();
        let scopes = names.iter().map(|name| name.as_str().unwrap()).collect::<Vec<_>>().join(" ");
        let body = json!({"redirect_uris": ["http://127.0.0.1/cb"], "scope": scopes});
        let made = scene.server.post("/oauth2/register", &body).send().await.json_of(201);
        for name in ["client_secret", "registration_access_token"] {
            secrets::register(made[name].as_str().unwrap());
        }
        assert_eq!(made["scope"].as_str().unwrap().split(' ').count(), names.len(), "{document}");
        let id = made["client_id"].as_str().unwrap();
        scene.code(&scene.amira, &[("client_id", id), ("scope", &scopes)]).await;
        scene.amira.get(&scene.authorization(&[("scope", &scopes)])).await.expect(200);
    }
}

#[apply(case)]
async fn clients_find_the_metadata_behind_any_path(engine: Engine) {
    let server = Server::start(engine).await;
    for document in ["oauth-authorization-server", "oauth-protected-resource"] {
        let path = format!("/.well-known/{document}");
        let plain = server.get(&path).send().await.json_of(200);
        for behind in ["/api/v2", "/mcp", "/a/b/c/"] {
            assert_eq!(server.get(&format!("{path}{behind}")).send().await.json_of(200), plain, "{behind}");
        }
    }
}

#[apply(case)]
async fn the_metadata_of_the_api_lead_to_the_provider(engine: Engine) {
    let server = Server::start(engine).await;
    let found = server.get("/.well-known/oauth-protected-resource").send().await.json_of(200);
    let url = format!("http://{}", server.get("/").address);
    assert_eq!((&found["resource"], &found["authorization_servers"]), (&json!(url), &json!([url])));
    assert_eq!(found["bearer_methods_supported"], json!(["header", "query"]));
    let refused = server.get("/api/v2/users/me").send().await.expect(401);
    let scopes = found["scopes_supported"].as_array().unwrap();
    assert!(scopes.len() <= 12 && scopes.contains(&json!("coder:workspaces.operate")), "{scopes:?}");
    let challenge = refused.header("www-authenticate").unwrap();
    assert!(challenge.contains("scope=\"user:read user:read_personal "), "{challenge}");
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
    let both =
        json!({"dynamic_client_registration_enabled": true, "client_id_metadata_document_enabled": false});
    assert_eq!(server.owner().await.put(SETTINGS, &on).await.json_of(200), both);
    assert!(named().await);
}

#[apply(case)]
async fn owners_and_auditors_read_the_settings_and_owners_change_them(engine: Engine) {
    let scene = Scene::new(engine).await;
    let off =
        json!({"dynamic_client_registration_enabled": false, "client_id_metadata_document_enabled": false});
    assert_eq!(scene.owner().await.get(SETTINGS).await.json_of(200), off);
    scene.amira.get(SETTINGS).await.expect(403);
    scene.amira.put(SETTINGS, &off).await.expect(403);
    let on =
        json!({"dynamic_client_registration_enabled": true, "client_id_metadata_document_enabled": true});
    scene.owner().await.put(SETTINGS, &on).await.expect(200);
    for nothing in [json!({}), json!({"dynamic_client_registration_enabled": null})] {
        assert_eq!(scene.owner().await.put(SETTINGS, &nothing).await.json_of(200), on, "it stays");
    }
}
