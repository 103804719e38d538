//! Nobody gets past authentication without a session.

use http::Method;

use super::sample::{self, Values};
use crate::harness::{Call, Engine, Options, Server, secrets};
use crate::specification::{document, operations, yields_session};

/// A token of the right form that was never given out.
const UNKNOWN: &str = "AAAAAAAAAA-BBBBBBBBBBBBBBBBBBBBBB";

/// TestPostUsers/NoAuth, and that of all others.
#[apply(case)]
async fn every_operation_with_security_refuses_a_call_without_credentials(engine: Engine) {
    // Without a token, metrics are open on a server like these.
    let flags = vec![("metrics-token", "0123456789abcdef".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    for operation in operations().iter().filter(|operation| operation.secured) {
        let bare = server.call(operation.method.clone(), &sample::target(operation, &Values::new()));
        sample::with_body(bare, operation, &Values::new()).send().await.expect(401);
    }
}

#[apply(case)]
async fn a_malformed_or_unknown_token_is_refused_from_wherever_it_comes(engine: Engine) {
    let server = Server::start(engine).await;
    secrets::register(UNKNOWN);
    let operation =
        operations().iter().find(|operation| operation.takes_sessions() && operation.method == Method::GET);
    let target = sample::target(operation.expect("something can be read"), &Values::new());
    let schemes = document()["components"]["securitySchemes"].as_object().unwrap();
    for (name, scheme) in schemes.iter().filter(|(name, _)| yields_session(name)) {
        for token in [UNKNOWN, "short", "no-hyphens-in-the-right-place", "AAAAAAAAAA-tooshort"] {
            let call = carried(server.get(&target), scheme, token);
            let answer = call.send().await;
            assert_eq!(answer.status, 401, "{name} with {token}: {}", answer.text());
            assert!(answer.message().contains("session has expired"), "clients look for these words");
        }
    }
}

#[apply(case)]
async fn every_carrier_of_the_specification_opens_the_door(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let schemes = document()["components"]["securitySchemes"].as_object().unwrap();
    for (_, scheme) in schemes.iter().filter(|(name, _)| yields_session(name)) {
        carried(server.get("/api/v2/users/me"), scheme, &owner.token).send().await.expect(200);
    }
}

#[apply(case)]
async fn a_session_from_a_cookie_changes_nothing_without_the_csrf_token(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for operation in
        operations().iter().filter(|operation| operation.takes_sessions() && operation.method != Method::GET)
    {
        let call = server.call(operation.method.clone(), &sample::target(operation, &Values::new()));
        let cookie = format!("coder_session_token={}", owner.token);
        let call = call.header("cookie", cookie);
        for call in [call.clone(), call.header("x-csrf-token", "something else")] {
            let answer = sample::with_body(call, operation, &Values::new()).send().await;
            assert_eq!(answer.status, 400, "{}: {}", operation.id, answer.text());
        }
    }
    owner.get("/api/v2/users/me").await.expect(200);
}

/// The call with the token where the scheme says.
fn carried(mut call: Call, scheme: &serde_json::Value, token: &str) -> Call {
    let name = scheme["name"].as_str().unwrap_or_default();
    match (scheme["type"].as_str(), scheme["in"].as_str()) {
        (Some("http"), _) => call.header("authorization", format!("Bearer {token}")),
        (_, Some("cookie")) => call.header("cookie", format!("{name}={token}")),
        (_, Some("header")) => call.named_header(name, token),
        (_, Some("query")) => {
            let mark = if call.target.contains('?') { '&' } else { '?' };
            call.target.push_str(&format!("{mark}{name}={token}"));
            call
        }
        _ => panic!("the suite doesn't know how to carry a token as {scheme}"),
    }
}
