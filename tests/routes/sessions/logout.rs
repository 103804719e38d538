//! `POST /users/logout`

use http::Method;
use serde_json::json;

use super::login::cookies;
use crate::harness::{Engine, Server};

const LOGOUT: &str = "/api/v2/users/logout";

#[apply(case)]
async fn a_logout_ends_the_session_that_it_was_called_with(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let other = amira.log_in().await;
    let answer = amira.call(Method::POST, LOGOUT).send().await.expect(200);
    assert_eq!(answer.message(), "Logged out!");
    let gone = amira.get("/api/v2/users/me").await.expect(401);
    assert!(gone.message().contains("session has expired"));
    server.get("/api/v2/users/me").token(&other).send().await.expect(200);
    let server = server.restart().await;
    server.get("/api/v2/users/me").token(&amira.token).send().await.expect(401);
    server.get("/api/v2/users/me").token(&other).send().await.expect(200);
}

#[apply(case)]
async fn a_logout_clears_the_cookies(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let answer = amira.call(Method::POST, LOGOUT).send().await.expect(200);
    let cookies = cookies(&answer);
    let names: Vec<_> = cookies.iter().map(|(name, _, _)| name.as_str()).collect();
    assert_eq!(names, ["coder_session_token", "csrf_token"]);
    for (name, value, attributes) in &cookies {
        assert_eq!(value, "", "{name}");
        let over =
            attributes.iter().any(|one| one == "max-age=0" || one.starts_with("expires=thu, 01 jan 1970"));
        assert!(over, "{name}: {attributes:?}");
        assert!(
            attributes.iter().any(|one| one == "path=/"),
            "{name} is cleared where it was set: {attributes:?}"
        );
    }
}

#[apply(case)]
async fn a_logout_needs_no_body_and_ignores_one(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    amira.post(LOGOUT, &json!({"anything": true})).await.expect(200);
    amira.get("/api/v2/users/me").await.expect(401);
}

#[apply(case)]
async fn nobody_logs_out_without_a_session(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await;
    server.call(Method::POST, LOGOUT).send().await.expect(401);
}
