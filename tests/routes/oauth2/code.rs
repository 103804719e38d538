//! `POST /oauth2/tokens` with a code

use chrono::TimeDelta;
use http::Method;
use serde_json::json;

use super::scene::{
    APPS, CALLBACK, CHALLENGE, Scene, Tokens, VERIFIER, altered, basic, challenge, create_app, create_secret,
    error,
};
use crate::harness::Engine;
use crate::routes::stored;

#[apply(case)]
async fn a_code_is_redeemed_for_tokens_with_all_their_fields(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[("scope", "user:read all")]).await;
    assert_eq!(tokens.answer["token_type"], "Bearer");
    assert_eq!(tokens.answer["expires_in"], 86400);
    assert_eq!(tokens.answer["expiry"], "2026-03-03T08:30:00.123456Z");
    assert_eq!(tokens.answer["scope"], "user:read coder:all");
    assert_eq!(tokens.access.len(), 33, "an API key");
    assert!(tokens.refresh.starts_with("coder_"));
    assert_eq!(scene.me(&tokens.access).await.json_of(200)["username"], "amira");
    let key = scene.amira.get(&format!("/api/v2/users/me/keys/{}", &tokens.access[..10])).await.json_of(200);
    assert_eq!(key["login_type"], "oauth2_provider_app");
    assert_eq!(key["token_name"], format!("{}_{}_oauth_session_token", scene.amira.id, scene.id));
}

#[apply(case)]
async fn clients_prove_themselves_by_body_or_basic_and_not_by_both_differently(engine: Engine) {
    let scene = Scene::new(engine).await;
    let exchange = async |code: String, header: Option<String>, more: &[(&str, &str)]| {
        let mut pairs = vec![("grant_type", "authorization_code"), ("code", code.as_str())];
        pairs.extend(more);
        let call = scene.form("/oauth2/tokens", &pairs);
        match header {
            Some(header) => call.header("authorization", header).send().await,
            None => call.send().await,
        }
    };
    let right = basic(&scene.id, &scene.secret);
    let code = async || scene.code(&scene.amira, &[]).await;
    exchange(code().await, Some(right.clone()), &[]).await.expect(200);
    exchange(
        code().await,
        Some(right.clone()),
        &[("client_id", &scene.id), ("client_secret", &scene.secret)],
    )
    .await
    .expect(200);
    let other = [("client_secret", "coder_1_2")];
    assert_eq!(error(exchange(code().await, Some(right.clone()), &other).await, 400), "invalid_request");
    let other = [("client_id", "7f3b5c1e-2d4a-4e6f-8a9b-0c1d2e3f4a5b")];
    assert_eq!(error(exchange(code().await, Some(right), &other).await, 400), "invalid_request");
    let refused = exchange(code().await, Some(basic(&scene.id, "wrong")), &[]).await;
    assert!(refused.header("www-authenticate").unwrap().starts_with("Basic realm="));
    assert_eq!(error(refused, 401), "invalid_client");
    assert_eq!(error(exchange(code().await, Some("Basic ???".into()), &[]).await, 401), "invalid_client");
    let query = scene.form(
        &format!("/oauth2/tokens?client_id={}", scene.id),
        &[("grant_type", "authorization_code"), ("code", &code().await), ("client_secret", &scene.secret)],
    );
    query.send().await.expect(200);
}

#[apply(case)]
async fn a_client_is_named_by_query_form_or_basic(engine: Engine) {
    let scene = Scene::new(engine).await;
    let in_query = format!("/oauth2/tokens?client_id={}", scene.id);
    for (path, named, header) in [
        (in_query.as_str(), "-", None),
        ("/oauth2/tokens", scene.id.as_str(), None),
        ("/oauth2/tokens", "-", Some(basic(&scene.id, &scene.secret))),
    ] {
        let code = scene.code(&scene.amira, &[]).await;
        let mut pairs = vec![("grant_type", "authorization_code"), ("code", &*code)];
        pairs.extend([("client_id", named)].into_iter().filter(|(_, value)| *value != "-"));
        let call = match header {
            Some(header) => scene.form(path, &pairs).header("authorization", header),
            None => {
                pairs.push(("client_secret", &scene.secret));
                scene.form(path, &pairs)
            }
        };
        call.send().await.expect(200);
    }
    let nowhere = scene.form("/oauth2/tokens", &[("grant_type", "authorization_code"), ("code", "x")]);
    let refused = nowhere.send().await;
    assert_eq!(refused.json()["error_description"], "Missing client_id parameter");
    assert_eq!(error(refused, 400), "invalid_request");
}

#[apply(case)]
async fn faults_are_found_in_the_documented_order(engine: Engine) {
    let scene = Scene::new(engine).await;
    let unknown = "7f3b5c1e-2d4a-4e6f-8a9b-0c1d2e3f4a5b";
    for (pairs, status, expected) in [
        (vec![("client_id", "-"), ("client_secret", "-"), ("code", "x")], 400, "unsupported_grant_type"),
        (vec![("grant_type", "password")], 400, "unsupported_grant_type"),
        (
            vec![("grant_type", "authorization_code"), ("client_id", "-"), ("client_secret", "-")],
            400,
            "invalid_request",
        ),
        (vec![("grant_type", "authorization_code"), ("client_id", unknown)], 401, "invalid_client"),
        (vec![("grant_type", "authorization_code"), ("client_id", "no-uuid")], 401, "invalid_client"),
        (vec![("grant_type", "authorization_code")], 400, "invalid_request"),
        (vec![("grant_type", "authorization_code"), ("code", "")], 400, "invalid_request"),
        (
            vec![("grant_type", "authorization_code"), ("code", "x"), ("client_secret", "-")],
            400,
            "invalid_request",
        ),
        (
            vec![("grant_type", "authorization_code"), ("code", "x"), ("client_secret", "x")],
            401,
            "invalid_client",
        ),
        (vec![("grant_type", "authorization_code"), ("code", "x")], 400, "invalid_grant"),
        (vec![("grant_type", "refresh_token")], 400, "invalid_request"),
        (vec![("grant_type", "refresh_token"), ("refresh_token", "x")], 400, "invalid_grant"),
    ] {
        let answer = scene.token(&pairs).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(error(answer, status), expected, "{pairs:?}");
    }
    let twice =
        scene.form("/oauth2/tokens", &[("grant_type", "authorization_code"), ("code", "a"), ("code", "b")]);
    assert_eq!(error(twice.send().await, 400), "invalid_request");
}

/// The texts that are no credential, and one that is nobody's.
const MALFORMED: [&str; 7] = [
    "1234_4321",
    "notcoder_1234_4321",
    "coder_1234",
    "coder__1234",
    "coder_1234_4321",
    "coder_1234_",
    "coder_1_2_3",
];

#[apply(case)]
async fn malformed_secrets_are_invalid_clients(engine: Engine) {
    let scene = Scene::new(engine).await;
    let code = scene.code(&scene.amira, &[]).await;
    for secret in MALFORMED {
        assert_eq!(
            error(scene.exchange(&code, &[("client_secret", secret)]).await, 401),
            "invalid_client",
            "{secret}"
        );
    }
    assert_eq!(error(scene.exchange(&code, &[("client_secret", "")]).await, 400), "invalid_request");
    scene.exchange(&code, &[]).await.expect(200);
}

#[apply(case)]
async fn malformed_codes_are_invalid_grants(engine: Engine) {
    let scene = Scene::new(engine).await;
    for code in MALFORMED {
        assert_eq!(error(scene.exchange(code, &[]).await, 400), "invalid_grant", "{code}");
        assert_eq!(error(scene.refresh(code, &[]).await, 400), "invalid_grant", "{code}");
    }
    let code = scene.code(&scene.amira, &[]).await;
    let wrong = altered(&code);
    assert_eq!(error(scene.exchange(&wrong, &[]).await, 400), "invalid_grant", "the right prefix alone");
}

#[apply(case)]
async fn secrets_do_not_belong_into_the_address(engine: Engine) {
    let scene = Scene::new(engine).await;
    let code = scene.code(&scene.amira, &[]).await;
    for name in ["client_secret", "code_verifier", "refresh_token", "code"] {
        let path = format!("/oauth2/tokens?{name}=x");
        let pairs = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("client_id", &scene.id),
            ("client_secret", &scene.secret),
        ];
        assert_eq!(error(scene.form(&path, &pairs).send().await, 400), "invalid_request", "{name}");
    }
}

#[apply(case)]
async fn a_code_lasts_ten_minutes(engine: Engine) {
    let scene = Scene::new(engine).await;
    let code = scene.code(&scene.amira, &[]).await;
    scene.server.clock.advance(TimeDelta::minutes(9));
    scene.exchange(&code, &[]).await.expect(200);
    let code = scene.code(&scene.amira, &[]).await;
    scene.server.clock.advance(TimeDelta::minutes(11));
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
}

#[apply(case)]
async fn a_code_works_once_and_its_replay_ends_what_came_of_it(engine: Engine) {
    let scene = Scene::new(engine).await;
    let code = scene.code(&scene.amira, &[]).await;
    let tokens = super::scene::Tokens::of(&scene.exchange(&code, &[]).await);
    scene.server.clock.advance(TimeDelta::milliseconds(1999));
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
    scene.me(&tokens.access).await.expect(200);
    scene.server.clock.advance(TimeDelta::milliseconds(1));
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
    scene.me(&tokens.access).await.expect(401);
    assert_eq!(error(scene.refresh(&tokens.refresh, &[]).await, 400), "invalid_grant");
}

#[apply(case)]
async fn a_code_of_another_app_is_worth_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let other = create_app(owner, &json!({"name": "other", "callback_url": CALLBACK})).await;
    let id = other["id"].as_str().unwrap();
    let secret = create_secret(owner, id).await;
    let code = scene.code(&scene.amira, &[]).await;
    let stolen = scene.exchange(&code, &[("client_id", id), ("client_secret", &secret)]).await;
    assert_eq!(error(stolen, 400), "invalid_grant");
    let mixed = scene.exchange(&code, &[("client_id", id)]).await;
    assert_eq!(error(mixed, 401), "invalid_client", "a secret of another app");
    scene.exchange(&code, &[]).await.expect(200);
}

#[apply(case)]
async fn a_new_code_replaces_the_waiting_one(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.code(&scene.amira, &[]).await;
    let second = scene.code(&scene.amira, &[]).await;
    assert_eq!(error(scene.exchange(&first, &[]).await, 400), "invalid_grant");
    scene.exchange(&second, &[]).await.expect(200);
}

#[apply(case)]
async fn the_redirect_uri_must_be_the_same_as_before(engine: Engine) {
    let scene = Scene::new(engine).await;
    let code = scene.code(&scene.amira, &[("redirect_uri", CALLBACK)]).await;
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
    let other = [("redirect_uri", "https://ci.example.com/other")];
    assert_eq!(error(scene.exchange(&code, &other).await, 400), "invalid_grant");
    scene.exchange(&code, &[("redirect_uri", CALLBACK)]).await.expect(200);
    let code = scene.code(&scene.amira, &[]).await;
    assert_eq!(error(scene.exchange(&code, &other).await, 400), "invalid_grant");
    scene.exchange(&code, &[("redirect_uri", CALLBACK)]).await.expect(200);
}

#[apply(case)]
async fn a_challenge_needs_its_verifier_and_a_failed_one_burns_the_code(engine: Engine) {
    let scene = Scene::new(engine).await;
    let code = async || scene.code(&scene.amira, &[("code_challenge", CHALLENGE)]).await;
    scene.exchange(&code().await, &[("code_verifier", VERIFIER)]).await.expect(200);
    let own = "a".repeat(43);
    let pairs = [("code_challenge", &*challenge(&own)), ("code_challenge_method", "S256")];
    let own_code = scene.code(&scene.amira, &pairs).await;
    scene.exchange(&own_code, &[("code_verifier", &own)]).await.expect(200);
    for wrong in ["", "short", CHALLENGE, &own] {
        let code = code().await;
        let refused = scene.exchange(&code, &[("code_verifier", wrong)]).await;
        assert_eq!(refused.json()["error_description"], "The PKCE code verifier is invalid", "{wrong}");
        assert_eq!(error(refused, 400), "invalid_grant");
        let again = scene.exchange(&code, &[("code_verifier", VERIFIER)]).await;
        assert_eq!(error(again, 400), "invalid_grant", "the code is burnt");
    }
}

#[apply(case)]
async fn a_verifier_without_a_challenge_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    let code = scene.code(&scene.amira, &[]).await;
    assert_eq!(error(scene.exchange(&code, &[("code_verifier", VERIFIER)]).await, 400), "invalid_grant");
}

#[apply(case)]
async fn the_resource_must_be_the_same_as_before(engine: Engine) {
    let scene = Scene::new(engine).await;
    let here = format!("http://{}", scene.amira.address);
    let code = scene.code(&scene.amira, &[("resource", &here)]).await;
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_target");
    assert_eq!(
        error(scene.exchange(&code, &[("resource", "https://other.example")]).await, 400),
        "invalid_target"
    );
    scene.exchange(&code, &[("resource", &format!("{here}/"))]).await.expect(200);
    let code = scene.code(&scene.amira, &[]).await;
    assert_eq!(error(scene.exchange(&code, &[("resource", &here)]).await, 400), "invalid_target");
}

#[apply(case)]
async fn a_scope_that_the_app_may_not_ask_for_any_more_is_not_given(engine: Engine) {
    let scene = Scene::new(engine).await;
    let code = scene.code(&scene.amira, &[("scope", "workspace:read")]).await;
    let path = format!("{APPS}/{}", scene.id);
    scene.owner().await.put(&path, &json!({"name": "ci", "scope": "template:read"})).await.expect(200);
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
}

#[apply(case)]
async fn a_user_who_was_suspended_or_deleted_gets_no_token(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let code = scene.code(&scene.amira, &[]).await;
    scene.server = stored::suspend(scene.server, &mut scene.amira).await;
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
    let mut jonas = scene.server.member("jonas").await;
    let code = scene.code(&jonas, &[]).await;
    scene.server = stored::delete(scene.server, &mut jonas).await;
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
}

#[apply(case)]
async fn a_body_above_its_limit_is_an_invalid_request(engine: Engine) {
    let scene = Scene::new(engine).await;
    let body = format!("grant_type={}", "a".repeat(1 << 20));
    let call =
        scene.server.call(Method::POST, "/oauth2/tokens").body("application/x-www-form-urlencoded", body);
    assert_eq!(error(call.send().await, 413), "invalid_request");
    let json = scene.server.post("/oauth2/tokens", &json!({"grant_type": "authorization_code"}));
    assert_eq!(error(json.send().await, 415), "invalid_request");
}

#[apply(case)]
async fn any_origin_may_read_the_answer(engine: Engine) {
    let scene = Scene::new(engine).await;
    let call = scene.token_call(&[("grant_type", "password")]).header("origin", "https://app.example");
    assert_eq!(call.send().await.header("access-control-allow-origin"), Some("*"));
    let asked = scene.server.call(Method::OPTIONS, "/oauth2/tokens").header("origin", "https://app.example");
    let answer = asked.header("access-control-request-method", "POST").send().await.expect(204);
    assert_eq!(answer.header("access-control-allow-methods"), Some("POST"), "not DELETE");
    assert!(answer.header("access-control-allow-headers").unwrap().contains("Authorization"));
    assert!(answer.header("access-control-allow-credentials").is_none());
    let page = scene.amira.get(&scene.authorization(&[])).await;
    assert!(page.header("access-control-allow-origin").is_none());
}

#[apply(case)]
async fn the_replay_of_an_earlier_code_ends_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    let earlier = scene.code(&scene.amira, &[]).await;
    scene.exchange(&earlier, &[]).await.expect(200);
    let code = scene.code(&scene.amira, &[]).await;
    let tokens = Tokens::of(&scene.exchange(&code, &[]).await);
    scene.server.clock.advance(TimeDelta::seconds(5));
    assert_eq!(error(scene.exchange(&earlier, &[]).await, 400), "invalid_grant");
    scene.me(&tokens.access).await.expect(200);
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
    scene.me(&tokens.access).await.expect(401);
}
