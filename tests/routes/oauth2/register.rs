//! `POST /oauth2/register` and `/oauth2/clients/{client_id}`

use http::Method;
use serde_json::{Value, json};

use super::scene::{APPS, CHALLENGE, SETTINGS, Scene, Tokens, VERIFIER, error, query};
use crate::harness::{Answer, Call, Engine, secrets};

async fn scene(engine: Engine) -> Scene {
    let scene = Scene::new(engine).await;
    scene
        .owner()
        .await
        .put(SETTINGS, &json!({"dynamic_client_registration_enabled": true}))
        .await
        .expect(200);
    scene
}

async fn register(scene: &Scene, body: &Value) -> Answer {
    let answer = scene.server.post("/oauth2/register", body).send().await;
    if answer.status == 201 {
        for name in ["client_secret", "registration_access_token"] {
            answer.json()[name].as_str().into_iter().for_each(secrets::register);
        }
    }
    answer
}

fn manage(scene: &Scene, method: Method, client: &Value) -> Call {
    let path = format!("/oauth2/clients/{}", client["client_id"].as_str().unwrap());
    let token = format!("Bearer {}", client["registration_access_token"].as_str().unwrap());
    scene.server.call(method, &path).header("authorization", token)
}

#[apply(case)]
async fn registration_is_off_unless_an_owner_turned_it_on(engine: Engine) {
    let scene = Scene::new(engine).await;
    let refused = register(&scene, &json!({"redirect_uris": ["https://a.example/cb"]})).await;
    assert_eq!(error(refused, 403), "access_denied");
    assert_eq!(scene.owner().await.get(APPS).await.json_of(200).as_array().unwrap().len(), 1);
}

#[apply(case)]
async fn a_registered_client_gets_all_its_fields_and_works(engine: Engine) {
    let scene = scene(engine).await;
    let body = json!({
        "redirect_uris": ["https://a.example/cb"], "client_name": "Example",
        "client_uri": "https://a.example/",
        "software_id": "x", "contacts": ["ops@a.example"], "jwks": {"keys": []}, "more": 1,
    });
    let made = register(&scene, &body).await.json_of(201);
    assert_eq!(made["client_id_issued_at"], 1_772_440_200);
    assert_eq!(made["client_secret_expires_at"], 0);
    assert_eq!(made["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!(made["grant_types"], json!(["authorization_code", "refresh_token"]));
    assert_eq!(made["response_types"], json!(["code"]));
    for name in ["redirect_uris", "client_name", "client_uri", "software_id", "contacts", "jwks"] {
        assert_eq!(made[name], body[name], "{name}");
    }
    let id = made["client_id"].as_str().unwrap();
    let uri = format!("http://{}/oauth2/clients/{id}", scene.amira.address);
    assert_eq!(made["registration_client_uri"], uri);
    let code = scene.code(&scene.amira, &[("client_id", id)]).await;
    let secret = made["client_secret"].as_str().unwrap();
    Tokens::of(&scene.exchange(&code, &[("client_id", id), ("client_secret", secret)]).await);
    let listed = scene.owner().await.get(&format!("{APPS}/{id}/secrets")).await.json_of(200);
    assert_eq!(listed[0]["client_secret_truncated"], format!("********{}", &secret[secret.len() - 6..]));
    let device = [("client_id", id), ("client_secret", secret)];
    let refused = scene.form("/oauth2/device_authorization", &device).send().await;
    assert_eq!(error(refused, 400), "unauthorized_client");
}

#[apply(case)]
async fn a_public_client_registers_without_a_secret(engine: Engine) {
    let scene = scene(engine).await;
    let body = json!({"redirect_uris": ["http://127.0.0.1/cb"], "token_endpoint_auth_method": "none"});
    let made = register(&scene, &body).await.json_of(201);
    assert!(made.get("client_secret").is_none() && made.get("client_secret_expires_at").is_none());
    assert_eq!(made["client_name"], "Client (127.0.0.1)");
    let id = made["client_id"].as_str().unwrap();
    let pairs =
        [("client_id", id), ("code_challenge", CHALLENGE), ("redirect_uri", "http://127.0.0.1:5000/cb")];
    let code = scene.code(&scene.amira, &pairs).await;
    let pairs = [
        ("client_id", id),
        ("client_secret", "-"),
        ("code_verifier", VERIFIER),
        ("redirect_uri", "http://127.0.0.1:5000/cb"),
    ];
    Tokens::of(&scene.exchange(&code, &pairs).await);
}

#[apply(case)]
async fn metadata_that_can_not_be_served_are_refused(engine: Engine) {
    let scene = scene(engine).await;
    let uris = json!(["https://a.example/cb"]);
    for (body, expected) in [
        (json!({}), "invalid_redirect_uri"),
        (json!({"redirect_uris": ["http://a.example/cb"]}), "invalid_redirect_uri"),
        (json!({"redirect_uris": ["https://a.example/#"]}), "invalid_redirect_uri"),
        (json!({"redirect_uris": ["urn:ietf:wg:oauth:2.0:oob"]}), "invalid_redirect_uri"),
        (json!({"redirect_uris": uris, "grant_types": ["implicit"]}), "invalid_client_metadata"),
        (json!({"redirect_uris": uris, "response_types": ["token"]}), "invalid_client_metadata"),
        (json!({"redirect_uris": uris, "token_endpoint_auth_method": "tls"}), "invalid_client_metadata"),
        (json!({"redirect_uris": uris, "logo_uri": "javascript:x"}), "invalid_client_metadata"),
        (json!({"redirect_uris": uris, "client_name": 7}), "invalid_client_metadata"),
        (json!([]), "invalid_client_metadata"),
    ] {
        assert_eq!(error(register(&scene, &body).await, 400), expected, "{body}");
    }
}

#[apply(case)]
async fn a_client_reads_and_changes_its_registration(engine: Engine) {
    let scene = scene(engine).await;
    let made = register(&scene, &json!({"redirect_uris": ["https://a.example/cb"], "client_name": "One"}))
        .await
        .json_of(201);
    let read = manage(&scene, Method::GET, &made).send().await.json_of(200);
    assert!(read.get("client_secret").is_none() && read.get("registration_access_token").is_none());
    assert_eq!((&read["client_name"], &read["client_id"]), (&made["client_name"], &made["client_id"]));
    let body = json!({"redirect_uris": ["https://b.example/cb"], "client_name": "Two", "scope": "user:read"});
    let changed = manage(&scene, Method::PUT, &made).json(&body).send().await.json_of(200);
    assert_eq!((&changed["client_name"], &changed["scope"]), (&json!("Two"), &json!("user:read")));
    assert_eq!(manage(&scene, Method::GET, &made).send().await.json_of(200), changed);
    let public = json!({"redirect_uris": ["https://b.example/cb"], "token_endpoint_auth_method": "none"});
    let refused = manage(&scene, Method::PUT, &made).json(&public).send().await;
    assert_eq!(error(refused, 400), "invalid_client_metadata");
}

#[apply(case)]
async fn a_client_deletes_itself_with_all_that_was_issued_to_it(engine: Engine) {
    let scene = scene(engine).await;
    let made = register(&scene, &json!({"redirect_uris": ["https://a.example/cb"]})).await.json_of(201);
    let (id, secret) = (made["client_id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
    let code = scene.code(&scene.amira, &[("client_id", id)]).await;
    let tokens = Tokens::of(&scene.exchange(&code, &[("client_id", id), ("client_secret", secret)]).await);
    manage(&scene, Method::DELETE, &made).send().await.expect(204);
    scene.me(&tokens.access).await.expect(401);
    assert_eq!(error(manage(&scene, Method::GET, &made).send().await, 401), "invalid_token");
}

#[apply(case)]
async fn registration_tokens_are_looked_at(engine: Engine) {
    let scene = scene(engine).await;
    let made = register(&scene, &json!({"redirect_uris": ["https://a.example/cb"]})).await.json_of(201);
    let uri = json!({"redirect_uris": ["https://a.example/cb"]});
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let call = |id: &str, token: Option<&str>| {
            let call = scene.server.call(method.clone(), &format!("/oauth2/clients/{id}"));
            let call = if method == Method::PUT { call.json(&uri) } else { call };
            token.map_or(call.clone(), |token| call.header("authorization", format!("Bearer {token}")))
        };
        let own = made["client_id"].as_str().unwrap();
        let token = made["registration_access_token"].as_str();
        for (id, token) in [
            (own, None),
            (own, Some("wrong")),
            (own, Some("coder_1_2")),
            ("7f3b5c1e-2d4a-4e6f-8a9b-0c1d2e3f4a5b", token),
        ] {
            let refused = call(id, token).send().await;
            assert!(refused.header("www-authenticate").unwrap().starts_with("Bearer"));
            assert_eq!(error(refused, 401), "invalid_token");
        }
        assert_eq!(error(call("no-uuid", token).send().await, 400), "invalid_client_id");
        assert_eq!(
            error(call(&scene.id, token).send().await, 403),
            "invalid_token",
            "an app that was made by hand"
        );
    }
}

#[apply(case)]
async fn a_client_that_registered_itself_is_marked_for_people(engine: Engine) {
    let scene = scene(engine).await;
    let made =
        register(&scene, &json!({"redirect_uris": ["https://a.example/cb"], "client_name": "<b>Bad</b>"}))
            .await
            .json_of(201);
    let id = made["client_id"].as_str().unwrap();
    let page = scene.amira.get(&scene.authorization(&[("client_id", id)])).await.expect(200);
    assert!(page.text().contains("This app registered itself"));
    assert!(!page.text().contains("<b>Bad") && page.text().contains("&#60;b&#62;Bad"), "{}", page.text());
    assert!(query(&page, "code").is_none());
    let app = scene.owner().await.get(&format!("{APPS}/{id}")).await.json_of(200);
    assert_eq!(app["dynamically_registered"], true);
}

#[apply(case)]
async fn a_client_gets_only_scopes_that_exist_and_only_tokens_that_it_can_use(engine: Engine) {
    let scene = scene(engine).await;
    let body = json!({
        "redirect_uris": ["https://a.example/cb"], "scope": "openid offline_access mcp:tools user:read",
        "grant_types": ["authorization_code"], "response_types": [],
    });
    let made = register(&scene, &body).await.json_of(201);
    assert_eq!(made["scope"], "openid offline_access user:read");
    let (id, secret) = (made["client_id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
    let code = scene.code(&scene.amira, &[("client_id", id), ("scope", "user:read offline_access")]).await;
    let tokens = scene.exchange(&code, &[("client_id", id), ("client_secret", secret)]).await.json_of(200);
    secrets::register(tokens["access_token"].as_str().unwrap());
    assert_eq!(tokens["scope"], "user:read", "nothing lasts for a client that can't refresh");
    assert!(tokens.get("refresh_token").is_none(), "{tokens}");
    let unknown = json!({"redirect_uris": ["https://a.example/cb"], "scope": "mcp:tools"});
    let made = register(&scene, &unknown).await.json_of(201);
    assert!(made["scope"].as_str().unwrap().contains("coder:workspaces.operate"), "{made}");
}

#[apply(case)]
async fn errors_of_a_client_that_registered_itself_lead_nowhere_without_a_click(engine: Engine) {
    let scene = scene(engine).await;
    let body = json!({"redirect_uris": ["https://evil.example/cb"], "client_name": "Bad"});
    let made = register(&scene, &body).await.json_of(201);
    let id = made["client_id"].as_str().unwrap();
    for wrong in [("response_type", "x"), ("scope", "user:fly"), ("prompt", "none")] {
        let target = scene.authorization(&[("client_id", id), wrong]);
        let calls = [scene.amira.get(&target).await, scene.server.get(&target).send().await];
        for answer in calls {
            let page = answer.expect(400).text();
            assert!(page.contains("evil.example") && page.contains("Go to evil.example"), "{page}");
            assert!(!page.contains("http-equiv"), "it doesn't lead on by itself");
        }
    }
    let posted = scene.approve(&scene.amira, &[("client_id", id), ("response_type", "x")]).await;
    assert_eq!(error(posted, 400), "unsupported_response_type");
    let checked = scene.amira.get(&scene.authorization(&[("response_type", "x")])).await.expect(302);
    assert_eq!(
        query(&checked, "error").as_deref(),
        Some("unsupported_response_type"),
        "an owner's app is told"
    );
}
