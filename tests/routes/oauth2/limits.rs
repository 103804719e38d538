//! How often the endpoints of the protocol may be called, and which pages may read their answers.

use http::Method;

use super::scene::{SETTINGS, Scene, error};
use crate::harness::{Call, Engine, Options, Server};

#[apply(case)]
async fn an_endpoint_that_is_called_too_often_says_so_in_the_form_of_the_protocol(engine: Engine) {
    let flags = vec![("rate-limit-login", "2".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    for path in ["/oauth2/tokens", "/oauth2/revoke", "/oauth2/device_authorization"] {
        let ask = || server.call(Method::POST, path).body("application/x-www-form-urlencoded", "token=x");
        for _ in 0..2 {
            assert_eq!(ask().send().await.status, 400, "{path}");
        }
        let refused = ask().send().await;
        assert!(refused.header("retry-after").is_some());
        assert_eq!(error(refused, 429), "temporarily_unavailable", "{path}");
    }
}

#[apply(case)]
async fn an_owner_may_pass_the_limits_of_the_endpoints(engine: Engine) {
    let flags = vec![("rate-limit-login", "3".to_owned())];
    let scene = Scene::with(engine, Options { flags, ..Options::default() }).await;
    let (owner, target) = (scene.owner().await, scene.authorization(&[]));
    let ask = |token: &str| {
        let call = scene.server.call(Method::POST, &target).token(token);
        call.header("x-coder-bypass-ratelimit", "true").send()
    };
    for _ in 0..5 {
        ask(&owner.token).await.expect(302);
    }
    for _ in 0..3 {
        ask(&scene.amira.token).await.expect(302);
    }
    assert_eq!(error(ask(&scene.amira.token).await, 429), "temporarily_unavailable");
}

#[apply(case)]
async fn pages_of_any_origin_read_what_clients_ask_and_none_what_people_answer(engine: Engine) {
    let scene = Scene::new(engine).await;
    let from = |call: Call| call.header("origin", "https://app.example").send();
    let post = |path: &str| scene.server.call(Method::POST, path);
    let get = |path: &str| scene.server.get(path);
    for call in [
        post("/oauth2/tokens"),
        post("/oauth2/revoke"),
        post("/oauth2/register"),
        get("/.well-known/oauth-authorization-server"),
        get("/.well-known/oauth-protected-resource"),
    ] {
        let target = call.target.clone();
        let answer = from(call).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{target}");
        assert!(answer.header("access-control-allow-credentials").is_none(), "{target}");
    }
    for call in [
        get(&scene.authorization(&[])),
        post(&scene.authorization(&[])),
        get("/oauth2/device"),
        get(SETTINGS),
    ] {
        let target = call.target.clone();
        let answer = from(call).await;
        assert!(answer.header("access-control-allow-origin").is_none(), "{target}");
    }
}
