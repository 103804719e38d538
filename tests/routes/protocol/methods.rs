//! Methods and paths.

use http::Method;

use crate::harness::{Engine, Server};

#[apply(case)]
async fn another_method_is_refused_with_the_allowed_ones(engine: Engine) {
    let server = Server::start(engine).await;
    let answer = server
        .call(Method::PUT, "/api/v2/groups/7d0f2f3c-3c0a-4f57-8d2f-000000000000")
        .send()
        .await
        .expect(405);
    assert!(!answer.message().is_empty());
    let allow = answer.header("allow").unwrap();
    let mut allowed: Vec<_> = allow.split(',').map(str::trim).collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH"]);
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
}

#[apply(case)]
async fn an_unknown_path_is_not_found(engine: Engine) {
    let server = Server::start(engine).await;
    for path in ["/api/v2/nowhere", "/api/v2/users/me/nowhere", "/nowhere"] {
        let answer = server.get(path).send().await.expect(404);
        assert_eq!(answer.message(), "Route not found.", "{path}");
    }
}

#[apply(case)]
async fn each_answer_has_an_id_of_its_own(engine: Engine) {
    let server = Server::start(engine).await;
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/healthz", "/healthz", "/nowhere", "/api/v2/users/me"] {
        ids.insert(server.get(path).send().await.header("x-coder-request-id").unwrap().to_owned());
    }
    assert_eq!(ids.len(), 4);
}
