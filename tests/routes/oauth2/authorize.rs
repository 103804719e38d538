//! `GET` and `POST /oauth2/authorize`

use http::Method;
use serde_json::json;

use super::scene::{APPS, CALLBACK, CHALLENGE, Scene, create_app, error, query};
use crate::harness::{Answer, Engine, Options};

#[apply(case)]
async fn a_yes_leads_back_to_the_app_with_code_state_and_issuer(engine: Engine) {
    let scene = Scene::new(engine).await;
    let answer =
        scene.approve(&scene.amira, &[("state", "s t&te"), ("code_challenge", CHALLENGE)]).await.expect(302);
    let location = answer.header("location").unwrap();
    assert!(location.starts_with(&format!("{CALLBACK}?code=coder_")), "{location}");
    assert_eq!(query(&answer, "state").as_deref(), Some("s t&te"));
    assert_eq!(query(&answer, "iss"), Some(format!("http://{}", scene.amira.address)));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("access-control-allow-origin").is_none());
}

#[apply(case)]
async fn the_documented_path_under_the_api_works_too(engine: Engine) {
    let scene = Scene::new(engine).await;
    let target = format!("/api/v2{}", scene.authorization(&[("state", "x")]));
    let answer = scene.amira.call(Method::POST, &target).send().await.expect(302);
    let code = query(&answer, "code").unwrap();
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("client_id", &scene.id),
        ("client_secret", &scene.secret),
    ];
    scene.form("/api/v2/oauth2/tokens", &pairs).send().await.expect(200);
    scene.form("/oauth2/token", &pairs).send().await.expect(400);
    scene.amira.delete(&format!("/api/v2/oauth2/tokens?client_id={}", scene.id)).await.expect(204);
}

#[apply(case)]
async fn the_answer_to_a_post_is_a_302_that_sends_no_body_again(engine: Engine) {
    let scene = Scene::new(engine).await;
    assert_eq!(scene.approve(&scene.amira, &[]).await.status, 302);
    assert_eq!(scene.approve(&scene.amira, &[("response_type", "token")]).await.status, 302);
}

#[apply(case)]
async fn the_query_of_the_callback_stays_but_for_reserved_names(engine: Engine) {
    let scene = Scene::new(engine).await;
    let uri = "https://b.example/cb?x=1&code=evil&state=evil&error=evil&iss=evil";
    let app = create_app(scene.owner().await, &json!({"name": "q", "redirect_uris": [uri]})).await;
    let answer =
        scene.approve(&scene.amira, &[("client_id", app["id"].as_str().unwrap()), ("state", "mine")]).await;
    let location = answer.expect(302).header("location").unwrap().to_owned();
    assert!(
        location.starts_with("https://b.example/cb?x=1&code=coder_") && location.contains("&state=mine&iss="),
        "{location}"
    );
    assert!(!location.contains("evil"), "{location}");
}

#[apply(case)]
async fn without_a_session_a_post_is_401(engine: Engine) {
    let scene = Scene::new(engine).await;
    let answer = scene.server.call(Method::POST, &scene.authorization(&[])).send().await.expect(401);
    assert!(answer.header("www-authenticate").is_some());
    let wrong =
        scene.server.call(Method::POST, &scene.authorization(&[])).token("AAAAAAAAAA-BBBBBBBBBBBBBBBBBBBBBB");
    wrong.send().await.expect(401);
}

#[apply(case)]
async fn an_unknown_app_is_reported_on_a_page_and_never_redirected(engine: Engine) {
    let scene = Scene::new(engine).await;
    let mut bodies = Vec::new();
    for id in ["7f3b5c1e-2d4a-4e6f-8a9b-0c1d2e3f4a5b", "no-uuid"] {
        let answer = scene.approve(&scene.amira, &[("client_id", id)]).await;
        assert!(answer.header("location").is_none());
        bodies.push(answer.body.clone());
        assert_eq!(error(answer, 401), "invalid_client");
        let page = scene.amira.get(&scene.authorization(&[("client_id", id)])).await.expect(401);
        assert!(
            page.header("location").is_none() && page.text().contains("The client credentials are invalid")
        );
        assert!(page.header("www-authenticate").is_none(), "a browser would ask for a password");
    }
    assert_eq!(bodies[0], bodies[1], "no id and nobody's id are the same");
    scene.approve(&scene.amira, &[("client_id", "-")]).await.expect(400);
}

#[apply(case)]
async fn only_registered_redirect_uris_are_answered(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.approve(&scene.amira, &[("redirect_uri", CALLBACK)]).await.expect(302);
    for other in [
        "https://ci.example.com:8443/callback",
        "https://other.example.com/callback",
        "https://sub.ci.example.com/callback",
        "https://ci.example.com.evil.example/callback",
        "https://ci.example.com/other",
        "https://ci.example.com/callback/nested",
        "http://ci.example.com/callback",
        "https://ci.example.com/callback?x=1",
        "https://me@ci.example.com/callback",
        "https://ci.example.com/callback#f",
        "https://ci.example.com/callback/",
    ] {
        let answer = scene.approve(&scene.amira, &[("redirect_uri", other), ("state", "x")]).await;
        assert!(answer.header("location").is_none(), "{other}");
        assert_eq!(error(answer, 400), "invalid_request", "{other}");
        let page = scene.amira.get(&scene.authorization(&[("redirect_uri", other)])).await.expect(400);
        assert!(page.header("location").is_none(), "{other}");
    }
}

#[apply(case)]
async fn without_a_redirect_uri_the_first_registered_one_is_answered(engine: Engine) {
    let scene = Scene::new(engine).await;
    let uris = json!(["https://first.example/cb", "https://second.example/cb"]);
    let app = create_app(scene.owner().await, &json!({"name": "two", "redirect_uris": uris})).await;
    let id = app["id"].as_str().unwrap();
    for (asked, led) in
        [("-", "https://first.example/cb?"), ("https://second.example/cb", "https://second.example/cb?")]
    {
        let answer =
            scene.approve(&scene.amira, &[("client_id", id), ("redirect_uri", asked)]).await.expect(302);
        assert!(answer.header("location").unwrap().starts_with(led), "{asked}");
    }
}

#[apply(case)]
async fn unknown_parameters_of_the_authorization_are_ignored(engine: Engine) {
    let scene = Scene::new(engine).await;
    let answer = scene.approve(&scene.amira, &[("prompt", "none"), ("nonce", "n")]).await.expect(302);
    assert!(query(&answer, "code").is_some() && query(&answer, "nonce").is_none());
}

#[apply(case)]
async fn the_port_of_a_loopback_uri_may_differ(engine: Engine) {
    let scene = Scene::new(engine).await;
    let app =
        create_app(scene.owner().await, &json!({"name": "cli", "callback_url": "http://127.0.0.1/cb"})).await;
    let id = app["id"].as_str().unwrap();
    let answer = scene
        .approve(&scene.amira, &[("client_id", id), ("redirect_uri", "http://127.0.0.1:49152/cb")])
        .await;
    assert!(answer.expect(302).header("location").unwrap().starts_with("http://127.0.0.1:49152/cb?code="));
    scene
        .approve(&scene.amira, &[("client_id", id), ("redirect_uri", "http://localhost:49152/cb")])
        .await
        .expect(400);
}

/// The error that the app is told, with the state.
#[track_caller]
fn told(answer: Answer) -> String {
    let answer = answer.expect(302);
    assert!(answer.header("location").unwrap().starts_with(CALLBACK), "{:?}", answer.header("location"));
    assert_eq!(query(&answer, "state").as_deref(), Some("x"));
    assert!(
        query(&answer, "iss").is_some()
            && query(&answer, "error_description").is_some_and(|text| !text.is_empty())
    );
    assert!(query(&answer, "code").is_none());
    query(&answer, "error").unwrap()
}

#[apply(case)]
async fn every_other_fault_is_redirected_to_the_app(engine: Engine) {
    let scene = Scene::new(engine).await;
    for (pair, expected) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("response_type", "-"), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("code_challenge_method", "S256"), "invalid_request"),
        (("scope", "workspace:fly"), "invalid_scope"),
        (("resource", "not absolute"), "invalid_target"),
        (("resource", "https://a.example/#f"), "invalid_target"),
    ] {
        assert_eq!(told(scene.approve(&scene.amira, &[("state", "x"), pair]).await), expected, "{pair:?}");
        assert_eq!(
            told(scene.amira.get(&scene.authorization(&[("state", "x"), pair])).await),
            expected,
            "{pair:?}"
        );
    }
}

#[apply(case)]
async fn several_faults_are_one_invalid_request(engine: Engine) {
    let scene = Scene::new(engine).await;
    let pairs = [("state", "x"), ("resource", "#"), ("scope", "\"ü\\"), ("response_type", "token")];
    let answer = scene.approve(&scene.amira, &pairs).await;
    let description = query(&answer, "error_description").unwrap();
    assert_eq!(told(answer), "invalid_request");
    for field in ["response_type: ", "; scope: ", "; resource: "] {
        assert!(description.contains(field), "{description}");
    }
}

#[apply(case)]
async fn a_public_client_needs_a_challenge(engine: Engine) {
    let scene = Scene::new(engine).await;
    let body = json!({"name": "cli", "callback_url": CALLBACK, "client_type": "public"});
    let app = create_app(scene.owner().await, &body).await;
    let id = app["id"].as_str().unwrap();
    assert_eq!(
        told(scene.approve(&scene.amira, &[("client_id", id), ("state", "x")]).await),
        "invalid_request"
    );
    let pairs = [("client_id", id), ("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    assert!(query(&scene.approve(&scene.amira, &pairs).await, "code").is_some());
}

#[apply(case)]
async fn plain_is_no_challenge_method(engine: Engine) {
    let scene = Scene::new(engine).await;
    let pairs = [("state", "x"), ("code_challenge", CHALLENGE), ("code_challenge_method", "plain")];
    let answer = scene.approve(&scene.amira, &pairs).await;
    let words = "code_challenge_method 'plain' is not supported; use 'S256'";
    assert_eq!(query(&answer, "error_description").as_deref(), Some(words));
    assert_eq!(told(answer), "invalid_request");
}

#[apply(case)]
async fn state_is_optional(engine: Engine) {
    let scene = Scene::new(engine).await;
    let answer = scene.approve(&scene.amira, &[]).await.expect(302);
    assert!(query(&answer, "code").is_some() && query(&answer, "state").is_none());
}

#[apply(case)]
async fn an_app_is_given_no_more_than_it_may_ask_for(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = format!("{APPS}/{}", scene.id);
    scene
        .owner()
        .await
        .put(&path, &json!({"name": "ci", "scope": "workspace:* gone:read"}))
        .await
        .expect(200);
    let scope = async |asked: &str| {
        let tokens = scene.tokens(&scene.amira, &[("scope", asked)]).await;
        tokens.answer["scope"].as_str().unwrap().to_owned()
    };
    assert_eq!(scope("").await, "workspace:*");
    assert_eq!(scope("workspace:read").await, "workspace:read");
    let answer = scene.approve(&scene.amira, &[("state", "x"), ("scope", "workspace:read user:read")]).await;
    assert_eq!(told(answer), "invalid_scope");
}

#[apply(case)]
async fn narrower_tokens_can_not_let_apps_in(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = "/api/v2/users/me/keys/tokens";
    let narrow = scene.amira.post(tokens, &json!({"scope": "application_connect"})).await.json_of(201);
    let full = scene.amira.post(tokens, &json!({})).await.json_of(201);
    let with = |key: &serde_json::Value| {
        crate::harness::secrets::register(key["key"].as_str().unwrap());
        scene.server.call(Method::POST, &scene.authorization(&[])).token(key["key"].as_str().unwrap())
    };
    assert_eq!(error(with(&narrow).send().await, 403), "access_denied");
    with(&full).send().await.expect(302);
}

#[apply(case)]
async fn the_token_of_an_app_can_not_let_other_apps_in(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    let post = scene.server.call(Method::POST, &scene.authorization(&[])).token(&tokens.access).send().await;
    assert_eq!(error(post, 403), "access_denied");
    let get = scene.server.get(&scene.authorization(&[])).token(&tokens.access);
    get.send().await.expect(403);
    for path in ["/api/v2/users/me/keys", "/api/v2/users/me/keys/tokens"] {
        let call = scene.server.call(Method::POST, path).token(&tokens.access).json(&json!({}));
        call.send().await.expect(403);
    }
}

#[apply(case)]
async fn a_cookie_session_needs_its_csrf_token_in_header_or_form(engine: Engine) {
    let scene = Scene::with(engine, Options::default()).await;
    let call = |body: &str| {
        let call = scene.server.call(Method::POST, &scene.authorization(&[]));
        let call = call.header("cookie", format!("coder_session_token={}", scene.amira.token));
        if body.is_empty() { call } else { call.body("application/x-www-form-urlencoded", body.to_owned()) }
    };
    let csrf = burgrave_core::token::csrf_token(&scene.amira.token);
    call("").send().await.expect(400);
    call("csrf_token=wrong").send().await.expect(400);
    call(&format!("other={csrf}")).send().await.expect(400);
    call(&format!("csrf_token={csrf}")).header("x-csrf-token", "wrong").send().await.expect(400);
    let onward = call(&format!("csrf_token={csrf}")).send().await.expect(200);
    assert!(onward.text().contains("code=coder_"), "a page leads on");
    assert!(query(&call("").header("x-csrf-token", csrf).send().await.expect(302), "code").is_some());
}

#[apply(case)]
async fn a_form_of_an_ended_session_leads_to_the_login_page(engine: Engine) {
    let scene = Scene::new(engine).await;
    let token = scene.amira.log_in().await;
    scene.server.call(Method::POST, "/api/v2/users/logout").token(&token).send().await.expect(200);
    let csrf = burgrave_core::token::csrf_token(&token);
    let call = scene.server.call(Method::POST, &scene.authorization(&[("state", "x")]));
    let call = call.header("cookie", format!("coder_session_token={token}"));
    let answer =
        call.body("application/x-www-form-urlencoded", format!("csrf_token={csrf}")).send().await.expect(303);
    assert!(
        answer
            .header("location")
            .unwrap()
            .starts_with("/login?redirect=%2Foauth2%2Fauthorize%3Fclient_id%3D")
    );
}

#[apply(case)]
async fn repeated_parameters_are_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    for name in ["client_id", "state", "redirect_uri"] {
        let target = format!("{}&{name}=a&{name}=b", scene.authorization(&[]));
        let answer = scene.amira.call(Method::POST, &target).send().await;
        assert!(answer.header("location").is_none());
        assert_eq!(error(answer, 400), "invalid_request", "{name}");
    }
}
