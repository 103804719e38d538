//! OpenID Connect: `/.well-known/openid-configuration`, `/oauth2/jwks`, ID tokens and `/oauth2/userinfo`

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use burgrave_core::Clock as _;
use chrono::TimeDelta;
use http::Method;
use serde_json::{Value, json};

use super::scene::{APPS, Scene, error, query};
use crate::harness::{Answer, Engine, Options, secrets};

async fn tokens(scene: &Scene, more: &[(&str, &str)]) -> Value {
    let code = scene.code(&scene.amira, more).await;
    shown(&scene.exchange(&code, &[]).await)
}

fn shown(answer: &Answer) -> Value {
    let tokens = answer.clone().json_of(200);
    for name in ["access_token", "refresh_token", "id_token"] {
        tokens[name].as_str().into_iter().for_each(secrets::register);
    }
    tokens
}

/// Header and claims of a signed token.
fn opened(token: &Value) -> (Value, Value) {
    let part = |text: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap();
    let parts: Vec<_> = token.as_str().unwrap().split('.').collect();
    assert_eq!(parts.len(), 3);
    (part(parts[0]), part(parts[1]))
}

async fn keys(scene: &Scene) -> Vec<Value> {
    let found = scene.server.get("/oauth2/jwks").send().await.json_of(200);
    found["keys"].as_array().unwrap().clone()
}

#[apply(case)]
async fn the_configuration_names_what_openid_connect_adds(engine: Engine) {
    let scene = Scene::new(engine).await;
    let answer = scene.server.get("/.well-known/openid-configuration").send().await.expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let found = answer.json();
    let url = format!("http://{}", scene.amira.address);
    assert_eq!(found["issuer"], url);
    assert_eq!(found["userinfo_endpoint"], format!("{url}/oauth2/userinfo"));
    assert_eq!(found["jwks_uri"], format!("{url}/oauth2/jwks"));
    assert_eq!(found["id_token_signing_alg_values_supported"], json!(["RS256", "EdDSA"]));
    assert_eq!(found["subject_types_supported"], json!(["public"]));
    let plain = scene.server.get("/.well-known/oauth-authorization-server").send().await.json_of(200);
    for (name, value) in plain.as_object().unwrap() {
        assert_eq!(found[name], *value, "{name}");
    }
}

#[apply(case)]
async fn an_id_token_says_who_logged_in_when_and_for_whom(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.server.clock.advance(TimeDelta::minutes(7));
    let tokens = tokens(&scene, &[("scope", "openid email user:read"), ("nonce", "n-0S6")]).await;
    assert_eq!(tokens["scope"], "openid email user:read");
    let (header, claims) = opened(&tokens["id_token"]);
    assert_eq!(header["alg"], "RS256");
    assert!(keys(&scene).await.iter().any(|key| key["kid"] == header["kid"] && key["kty"] == "RSA"));
    let now = scene.server.clock.now().timestamp();
    let expected = json!({
        "iss": format!("http://{}", scene.amira.address), "sub": scene.amira.id, "aud": scene.id,
        "azp": scene.id,
        "nonce": "n-0S6", "iat": now, "exp": now + 3600, "auth_time": now - 420, "email": "amira@example.com",
        "email_verified": false, "at_hash": claims["at_hash"],
    });
    assert_eq!(claims, expected);
    assert_eq!(URL_SAFE_NO_PAD.decode(claims["at_hash"].as_str().unwrap()).unwrap().len(), 16);
    let plain = super::scene::Tokens::of(&{
        let code = scene.code(&scene.amira, &[("scope", "user:read")]).await;
        scene.exchange(&code, &[]).await
    });
    assert!(plain.answer.get("id_token").is_none(), "nobody asked for it");
}

#[apply(case)]
async fn a_token_for_openid_alone_opens_userinfo_and_nothing_else(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = tokens(&scene, &[("scope", "openid profile")]).await;
    assert!(tokens.get("refresh_token").is_none(), "it didn't ask for offline_access");
    let access = tokens["access_token"].as_str().unwrap();
    let bearer = format!("Bearer {access}");
    for method in [Method::GET, Method::POST] {
        let call = scene.server.call(method, "/oauth2/userinfo").header("authorization", &bearer);
        let told = call.send().await.json_of(200);
        assert_eq!((&told["sub"], &told["preferred_username"]), (&json!(scene.amira.id), &json!("amira")));
        assert!(told.get("email").is_none(), "{told}");
    }
    scene.me(access).await.expect(403);
    let other = self::tokens(&scene, &[("scope", "user:read")]).await;
    let bearer = format!("Bearer {}", other["access_token"].as_str().unwrap());
    for method in [Method::GET, Method::POST] {
        let call = scene.server.call(method.clone(), "/oauth2/userinfo");
        let refused = call.clone().header("authorization", &bearer).send().await;
        assert!(refused.header("www-authenticate").unwrap().contains("scope=\"openid\""));
        assert_eq!(error(refused, 403), "insufficient_scope");
        call.clone().send().await.expect(401);
        let session = format!("Bearer {}", scene.amira.token);
        call.header("authorization", session).send().await.expect(401);
    }
}

#[apply(case)]
async fn questions_of_one_person_are_limited(engine: Engine) {
    const LIMIT: usize = 20;
    let options = Options { flags: vec![("rate-limit-api", LIMIT.to_string())], ..Options::default() };
    let scene = Scene::with(engine, options).await;
    let tokens = tokens(&scene, &[("scope", "openid")]).await;
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    for method in [Method::GET, Method::POST] {
        scene.server.clock.advance(TimeDelta::minutes(2));
        let ask = || scene.server.call(method.clone(), "/oauth2/userinfo").header("authorization", &bearer);
        for _ in 0..LIMIT {
            ask().send().await.expect(200);
        }
        assert!(ask().send().await.expect(429).header("retry-after").is_some());
    }
}

#[apply(case)]
async fn a_refresh_with_offline_access_gives_an_id_token_of_the_same_login(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = tokens(&scene, &[("scope", "openid offline_access"), ("nonce", "once")]).await;
    let (_, before) = opened(&first["id_token"]);
    scene.server.clock.advance(TimeDelta::hours(5));
    let next = shown(&scene.refresh(first["refresh_token"].as_str().unwrap(), &[]).await);
    let (_, claims) = opened(&next["id_token"]);
    assert_eq!(claims["auth_time"], before["auth_time"]);
    assert_ne!(claims["iat"], before["iat"]);
    assert!(claims.get("nonce").is_none());
}

#[apply(case)]
async fn keys_are_replaced_and_old_ones_shown_until_their_tokens_have_ended(engine: Engine) {
    let scene = Scene::new(engine).await;
    let signed = async || {
        let (header, _) = opened(&tokens(&scene, &[("scope", "openid")]).await["id_token"]);
        header["kid"].clone()
    };
    let first = signed().await;
    assert_eq!(signed().await, first);
    let shown = async |kid: &Value| keys(&scene).await.iter().any(|key| key["kid"] == *kid);
    // The session lasts while it is used.
    for _ in 0..40 {
        scene.server.clock.advance(TimeDelta::hours(18));
        scene.amira.get("/api/v2/users/me").await.expect(200);
    }
    let second = signed().await;
    assert_ne!(second, first);
    assert!(shown(&first).await && shown(&second).await);
    scene.server.clock.advance(TimeDelta::hours(3));
    scene.server.tick().await;
    assert!(!shown(&first).await && shown(&second).await);
    assert!(keys(&scene).await.iter().all(|key| key.get("d").is_none()), "only the public halves");
}

#[apply(case)]
async fn nobody_is_let_through_without_a_page_and_an_old_login_is_renewed(engine: Engine) {
    let scene = Scene::new(engine).await;
    let silent = scene.authorization(&[("scope", "openid"), ("prompt", "none"), ("state", "s")]);
    let nobody = scene.server.get(&silent).send().await.expect(302);
    assert_eq!(query(&nobody, "error").as_deref(), Some("login_required"));
    let somebody = scene.amira.get(&silent).await.expect(302);
    assert_eq!(query(&somebody, "error").as_deref(), Some("interaction_required"));
    scene.server.clock.advance(TimeDelta::hours(2));
    for (name, value) in [("prompt", "login"), ("max_age", "3600")] {
        let answer = scene.amira.get(&scene.authorization(&[(name, value)])).await.expect(302);
        let login = answer.header("location").unwrap();
        assert!(login.starts_with("/login?redirect=") && !login.contains("prompt"), "{login}");
    }
    scene.amira.get(&scene.authorization(&[("max_age", "86400")])).await.expect(200);
    let wrong = scene.amira.get(&scene.authorization(&[("max_age", "-1")])).await.expect(302);
    assert_eq!(query(&wrong, "error").as_deref(), Some("invalid_request"));
}

#[apply(case)]
async fn an_app_that_wants_ed25519_gets_it(engine: Engine) {
    let scene = Scene::new(engine).await;
    let on = json!({"dynamic_client_registration_enabled": true});
    scene.owner().await.put(super::scene::SETTINGS, &on).await.expect(200);
    let body = json!({"redirect_uris": ["https://a.example/cb"], "id_token_signed_response_alg": "EdDSA"});
    let made = scene.server.post("/oauth2/register", &body).send().await.json_of(201);
    assert_eq!(made["id_token_signed_response_alg"], "EdDSA");
    let (id, secret) = (made["client_id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
    secrets::register(secret);
    secrets::register(made["registration_access_token"].as_str().unwrap());
    let code = scene.code(&scene.amira, &[("client_id", id), ("scope", "openid")]).await;
    let tokens = shown(&scene.exchange(&code, &[("client_id", id), ("client_secret", secret)]).await);
    let (header, claims) = opened(&tokens["id_token"]);
    assert_eq!(header["alg"], "EdDSA");
    assert!(keys(&scene).await.iter().any(|key| key["kid"] == header["kid"] && key["crv"] == "Ed25519"));
    assert_eq!(claims["aud"], id);
    assert!(
        scene.owner().await.get(&format!("{APPS}/{id}")).await.json_of(200).get("document_url").is_none()
    );
}
