//! `POST /oauth2/introspect`

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::scene::{APPS, CALLBACK, Scene, basic, create_app, create_secret, error};
use crate::harness::{Answer, Engine};
use crate::routes::stored;

async fn ask(scene: &Scene, token: &str) -> Answer {
    let call = scene.form("/oauth2/introspect", &[("token", token), ("token_type_hint", "access_token")]);
    call.header("authorization", basic(&scene.id, &scene.secret)).send().await
}

#[apply(case)]
async fn a_client_learns_what_its_tokens_are_good_for(engine: Engine) {
    let scene = Scene::new(engine).await;
    let here = format!("http://{}", scene.amira.address);
    let code = scene.code(&scene.amira, &[("scope", "user:read"), ("resource", &here)]).await;
    let tokens = super::scene::Tokens::of(&scene.exchange(&code, &[("resource", &here)]).await);
    let known = ask(&scene, &tokens.access).await.json_of(200);
    let expected = json!({
        "active": true, "scope": "user:read", "client_id": scene.id, "username": "amira",
        "sub": scene.amira.id,
        "token_type": "Bearer", "exp": 1_772_526_600, "iat": 1_772_440_200, "iss": here, "aud": here,
    });
    assert_eq!(known, expected);
    let known = ask(&scene, &tokens.refresh).await.json_of(200);
    assert_eq!((&known["active"], &known["token_type"]), (&json!(true), &Value::Null));
    assert_eq!(known["exp"], 1_772_440_200 + 30 * 86400);
}

#[apply(case)]
async fn of_all_other_tokens_it_learns_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let other = create_app(owner, &json!({"name": "other", "callback_url": CALLBACK})).await;
    let id = other["id"].as_str().unwrap();
    let secret = create_secret(owner, id).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    for token in [&tokens.access, &tokens.refresh] {
        let call =
            scene.form("/oauth2/introspect", &[("token", token)]).header("authorization", basic(id, &secret));
        assert_eq!(call.send().await.json_of(200), json!({"active": false}));
    }
    for token in [&scene.amira.token, "coder_1234_4321", "whatever"] {
        assert_eq!(ask(&scene, token).await.json_of(200), json!({"active": false}));
    }
    assert_eq!(error(ask(&scene, "").await, 400), "invalid_request");
}

#[apply(case)]
async fn a_token_that_is_over_is_not_active(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    scene.server.clock.advance(TimeDelta::hours(24));
    assert_eq!(ask(&scene, &tokens.access).await.json_of(200), json!({"active": false}));
    assert_eq!(ask(&scene, &tokens.refresh).await.json_of(200)["active"], true);
    scene.server.clock.advance(TimeDelta::days(29));
    assert_eq!(ask(&scene, &tokens.refresh).await.json_of(200), json!({"active": false}));
}

#[apply(case)]
async fn only_confidential_clients_may_ask(engine: Engine) {
    let scene = Scene::new(engine).await;
    let body = json!({"name": "cli", "callback_url": CALLBACK, "client_type": "public"});
    let app = create_app(scene.owner().await, &body).await;
    let pairs = [("token", "coder_1234_4321"), ("client_id", app["id"].as_str().unwrap())];
    assert_eq!(error(scene.form("/oauth2/introspect", &pairs).send().await, 401), "invalid_client");
    assert_eq!(error(scene.form("/oauth2/introspect", &pairs[..1]).send().await, 400), "invalid_request");
}

#[apply(case)]
async fn the_tokens_of_a_suspended_user_are_not_active(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    scene.server = stored::suspend(scene.server, &mut scene.amira).await;
    assert_eq!(ask(&scene, &tokens.refresh).await.json_of(200), json!({"active": false}));
}

#[apply(case)]
async fn a_resource_server_learns_of_the_access_tokens_that_are_for_it(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let body = json!({
        "name": "tools", "callback_url": CALLBACK, "resources": ["https://tools.example.com/mcp"],
    });
    let app = create_app(owner, &body).await;
    assert_eq!(app["resources"], body["resources"]);
    let id = app["id"].as_str().unwrap();
    let secret = create_secret(owner, id).await;
    let ask = async |token: &str| {
        let call = scene.form("/oauth2/introspect", &[("token", token)]);
        call.header("authorization", basic(id, &secret)).send().await.json_of(200)
    };
    let resource = [("scope", "user:read"), ("resource", "HTTPS://tools.example.com:443/mcp")];
    let code = scene.code(&scene.amira, &resource).await;
    let tokens = super::scene::Tokens::of(&scene.exchange(&code, &resource[1..]).await);
    let known = ask(&tokens.access).await;
    assert_eq!((&known["active"], &known["client_id"]), (&json!(true), &json!(scene.id)));
    assert_eq!(ask(&tokens.refresh).await, json!({"active": false}), "a refresh token is nobody else's");
    let elsewhere = scene.tokens(&scene.amira, &[]).await;
    assert_eq!(ask(&elsewhere.access).await, json!({"active": false}));
    let path = format!("{APPS}/{id}");
    let wrong = json!({"name": "tools", "resources": ["/mcp"]});
    assert_eq!(owner.put(&path, &wrong).await.expect(400).json()["validations"][0]["field"], "resources[0]");
    owner.put(&path, &json!({"name": "tools", "resources": []})).await.expect(200);
    assert_eq!(ask(&tokens.access).await, json!({"active": false}));
}
