//! Devices: `POST /oauth2/device_authorization`, their page, and their tokens

use chrono::TimeDelta;
use http::Method;
use serde_json::{Value, json};

use super::scene::{CALLBACK, SETTINGS, Scene, Tokens, create_app, encoded, error};
use crate::harness::{Answer, Engine, Person, secrets};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

async fn begin(scene: &Scene) -> Value {
    let pairs =
        [("client_id", scene.id.as_str()), ("client_secret", scene.secret.as_str()), ("scope", "user:read")];
    let codes = scene.form("/oauth2/device_authorization", &pairs).send().await.json_of(200);
    secrets::register(codes["device_code"].as_str().unwrap());
    codes
}

async fn poll(scene: &Scene, codes: &Value) -> Answer {
    scene.token(&[("grant_type", GRANT), ("device_code", codes["device_code"].as_str().unwrap())]).await
}

async fn answer(person: &Person, user_code: &str, decision: &str) -> Answer {
    let body = encoded(&[("user_code", user_code), ("decision", decision)]);
    person.call(Method::POST, "/oauth2/device").body("application/x-www-form-urlencoded", body).send().await
}

#[apply(case)]
async fn a_device_gets_its_token_after_a_person_said_yes(engine: Engine) {
    let scene = Scene::new(engine).await;
    let codes = begin(&scene).await;
    let page = format!("http://{}/oauth2/device", scene.amira.address);
    assert_eq!(
        (&codes["verification_uri"], &codes["expires_in"], &codes["interval"]),
        (&json!(page), &json!(900), &json!(5))
    );
    let user_code = codes["user_code"].as_str().unwrap();
    assert_eq!(codes["verification_uri_complete"], format!("{page}?user_code={user_code}"));
    assert_eq!(error(poll(&scene, &codes).await, 400), "authorization_pending");
    let done = answer(&scene.amira, user_code, "approve").await.expect(200);
    assert_eq!(done.message(), "The device is connected");
    let tokens = Tokens::of(&poll(&scene, &codes).await);
    assert_eq!(tokens.answer["scope"], "user:read");
    assert_eq!(scene.me(&tokens.access).await.json_of(200)["username"], "amira");
    Tokens::of(&scene.refresh(&tokens.refresh, &[]).await);
    answer(&scene.amira, user_code, "approve").await.expect(400);
}

#[apply(case)]
async fn a_device_that_asks_too_often_is_told_to_slow_down(engine: Engine) {
    let scene = Scene::new(engine).await;
    let codes = begin(&scene).await;
    let after = async |seconds: i64| {
        scene.server.clock.advance(TimeDelta::seconds(seconds));
        error(poll(&scene, &codes).await, 400)
    };
    assert_eq!(after(0).await, "authorization_pending");
    assert_eq!(after(4).await, "authorization_pending", "a second early is in time");
    assert_eq!(after(3).await, "slow_down");
    assert_eq!(after(8).await, "slow_down", "now it has to wait for 10 seconds");
    assert_eq!(after(15).await, "authorization_pending");
    for _ in 0..12 {
        after(0).await;
    }
    assert_eq!(after(60).await, "authorization_pending", "a minute is enough, however often it asked");
}

#[apply(case)]
async fn a_device_learns_that_it_was_denied_or_has_expired(engine: Engine) {
    let scene = Scene::new(engine).await;
    let codes = begin(&scene).await;
    let done = answer(&scene.amira, codes["user_code"].as_str().unwrap(), "deny").await.expect(200);
    assert_eq!(done.message(), "The device was refused");
    let log = scene.owner().await.get("/api/v2/audit?q=resource_type:oauth2_provider_app").await.json_of(200);
    let entries = log["audit_logs"].as_array().unwrap();
    let stopped = |entry: &Value| entry["action"] == "stop" && entry["status_code"] == 200;
    assert!(entries.iter().any(stopped), "no login: {log}");
    assert_eq!(error(poll(&scene, &codes).await, 400), "access_denied");
    let codes = begin(&scene).await;
    scene.server.clock.advance(TimeDelta::minutes(15));
    assert_eq!(error(poll(&scene, &codes).await, 400), "expired_token");
    answer(&scene.amira, codes["user_code"].as_str().unwrap(), "approve").await.expect(400);
    scene.server.tick().await;
    assert_eq!(error(poll(&scene, &codes).await, 400), "invalid_grant", "it is forgotten");
}

#[apply(case)]
async fn the_codes_are_read_however_they_are_typed(engine: Engine) {
    let scene = Scene::new(engine).await;
    for typed in [
        |code: &str| code.replace('-', "").to_lowercase(),
        |code: &str| format!(" {} ", code.replace('-', " ")),
    ] {
        let codes = begin(&scene).await;
        answer(&scene.amira, &typed(codes["user_code"].as_str().unwrap()), "approve").await.expect(200);
        Tokens::of(&poll(&scene, &codes).await);
    }
}

#[apply(case)]
async fn a_code_of_a_device_works_once(engine: Engine) {
    let scene = Scene::new(engine).await;
    let codes = begin(&scene).await;
    answer(&scene.amira, codes["user_code"].as_str().unwrap(), "approve").await.expect(200);
    let tokens = Tokens::of(&poll(&scene, &codes).await);
    assert_eq!(error(poll(&scene, &codes).await, 400), "invalid_grant");
    scene.me(&tokens.access).await.expect(200);
    scene.server.clock.advance(TimeDelta::seconds(2));
    assert_eq!(error(poll(&scene, &codes).await, 400), "invalid_grant");
    scene.me(&tokens.access).await.expect(401);
}

#[apply(case)]
async fn the_replay_of_an_earlier_device_ends_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    let connected = async || {
        let codes = begin(&scene).await;
        answer(&scene.amira, codes["user_code"].as_str().unwrap(), "approve").await.expect(200);
        let tokens = Tokens::of(&poll(&scene, &codes).await);
        (codes, tokens)
    };
    let (earlier, _) = connected().await;
    let (codes, tokens) = connected().await;
    scene.server.clock.advance(TimeDelta::seconds(2));
    assert_eq!(error(poll(&scene, &earlier).await, 400), "invalid_grant");
    scene.me(&tokens.access).await.expect(200);
    assert_eq!(error(poll(&scene, &codes).await, 400), "invalid_grant");
    scene.me(&tokens.access).await.expect(401);
}

#[apply(case)]
async fn the_page_shows_which_app_asks_for_what(engine: Engine) {
    let scene = Scene::new(engine).await;
    let codes = begin(&scene).await;
    let page = scene.amira.get("/oauth2/device").await.expect(200);
    assert!(page.text().contains("name=\"user_code\"") && page.text().contains("value=\"check\""));
    let typed = answer(&scene.amira, codes["user_code"].as_str().unwrap(), "check").await.expect(200);
    assert!(typed.text().contains("<em>ci</em>") && typed.text().contains("value=\"approve\""));
    answer(&scene.amira, "BBBB-BBBB", "check").await.expect(400);
    let path = format!("/oauth2/device?user_code={}", codes["user_code"].as_str().unwrap());
    let page = scene.amira.get(&path).await.expect(200).text();
    for part in [
        "<em>ci</em>",
        "amira@example.com",
        "user:read",
        codes["user_code"].as_str().unwrap(),
        "name=\"csrf_token\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let unknown = scene.amira.get("/oauth2/device?user_code=BBBB-BBBB").await.expect(400);
    assert!(unknown.text().contains("role=\"alert\"") && unknown.text().contains("value=\"BBBB-BBBB\""));
}

#[apply(case)]
async fn the_page_needs_a_full_session_and_a_csrf_token(engine: Engine) {
    let scene = Scene::new(engine).await;
    let codes = begin(&scene).await;
    let user_code = codes["user_code"].as_str().unwrap();
    let nobody = scene.server.get(&format!("/oauth2/device?user_code={user_code}")).send().await.expect(302);
    assert_eq!(
        nobody.header("location"),
        Some(&*format!("/login?redirect=%2Foauth2%2Fdevice%3Fuser_code%3D{user_code}"))
    );
    let body = encoded(&[("user_code", user_code), ("decision", "approve")]);
    let post = || {
        scene
            .server
            .call(Method::POST, "/oauth2/device")
            .body("application/x-www-form-urlencoded", body.clone())
    };
    post().send().await.expect(303);
    let cookie = format!("coder_session_token={}", scene.amira.token);
    post().header("cookie", cookie).send().await.expect(400);
    let tokens = scene.tokens(&scene.amira, &[]).await;
    post().token(&tokens.access).send().await.expect(403);
    scene.server.get("/oauth2/device").token(&tokens.access).send().await.expect(403);
    assert_eq!(error(poll(&scene, &codes).await, 400), "authorization_pending");
}

#[apply(case)]
async fn faults_of_a_device_have_the_form_of_the_protocol(engine: Engine) {
    let scene = Scene::new(engine).await;
    let begin = async |more: &[(&str, &str)]| {
        let mut pairs = vec![("client_id", scene.id.as_str()), ("client_secret", scene.secret.as_str())];
        pairs.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        pairs.extend(more);
        scene.form("/oauth2/device_authorization", &pairs).send().await
    };
    assert_eq!(error(begin(&[("client_id", "")]).await, 400), "invalid_request");
    assert_eq!(error(begin(&[("client_secret", "x")]).await, 401), "invalid_client");
    assert_eq!(error(begin(&[("scope", "user:fly")]).await, 400), "invalid_scope");
    assert_eq!(error(begin(&[("resource", "x")]).await, 400), "invalid_target");
    let body = json!({"name": "cli", "callback_url": CALLBACK, "client_type": "public"});
    let public = create_app(scene.owner().await, &body).await;
    let pairs = [("client_id", public["id"].as_str().unwrap())];
    scene.form("/oauth2/device_authorization", &pairs).send().await.expect(200);
    assert_eq!(error(scene.token(&[("grant_type", GRANT)]).await, 400), "invalid_request");
    let unknown = scene.token(&[("grant_type", GRANT), ("device_code", "coder_1_2")]).await;
    assert_eq!(error(unknown, 400), "invalid_grant");
}

#[apply(case)]
async fn the_code_of_an_app_that_registered_itself_is_typed(engine: Engine) {
    let scene = Scene::new(engine).await;
    let on = json!({"dynamic_client_registration_enabled": true});
    scene.owner().await.put(SETTINGS, &on).await.expect(200);
    let body = json!({
        "redirect_uris": ["https://a.example/cb"], "client_name": "Stranger",
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", GRANT],
    });
    let made = scene.server.post("/oauth2/register", &body).send().await.json_of(201);
    secrets::register(made["registration_access_token"].as_str().unwrap());
    let pairs = [("client_id", made["client_id"].as_str().unwrap())];
    let codes = scene.form("/oauth2/device_authorization", &pairs).send().await.json_of(200);
    secrets::register(codes["device_code"].as_str().unwrap());
    assert!(codes.get("verification_uri_complete").is_none(), "{codes}");
    let user_code = codes["user_code"].as_str().unwrap();
    let linked = scene.amira.get(&format!("/oauth2/device?user_code={user_code}")).await.expect(200).text();
    assert!(!linked.contains(user_code) && !linked.contains("value=\"approve\""), "{linked}");
    let typed = answer(&scene.amira, user_code, "check").await.expect(200).text();
    assert!(typed.contains("This app registered itself") && typed.contains("value=\"approve\""), "{typed}");
    answer(&scene.amira, user_code, "approve").await.expect(200);
}

#[apply(case)]
async fn an_approved_code_ends_with_the_session_that_approved_it(engine: Engine) {
    let scene = Scene::new(engine).await;
    let codes = begin(&scene).await;
    answer(&scene.amira, codes["user_code"].as_str().unwrap(), "approve").await.expect(200);
    let code = scene.code(&scene.amira, &[]).await;
    scene.amira.call(Method::POST, "/api/v2/users/logout").send().await.expect(200);
    assert_eq!(error(poll(&scene, &codes).await, 400), "invalid_grant");
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
}
