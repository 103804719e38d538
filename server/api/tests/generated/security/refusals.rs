//! What is refused to whoever is let in: permissions, features, limits; how that is told and recorded.

use super::server::{caller, start};
use crate::raw::{call, send};

#[tokio::test]
async fn a_missing_permission_is_refused_or_hidden() {
    let (running, _) = start().await;
    let at = running.local_address();
    assert_eq!(call(at, "GET", "/permitted", &["X-Session: owner"]).await.status, 200);
    let refused = call(at, "GET", "/permitted", &["X-Session: guest"]).await;
    assert_eq!((refused.status, refused.message().as_str()), (403, "Forbidden."));
    for line in ["X-Session: guest", "X-Provisioner-Key: key"] {
        let hidden = call(at, "PUT", "/permitted", &[line]).await;
        assert_eq!((hidden.status, hidden.message().as_str()), (404, burgrave_api::runtime::NOT_FOUND));
    }
}

#[tokio::test]
async fn a_feature_that_is_off_is_refused_after_authentication() {
    let (running, _) = start().await;
    let at = running.local_address();
    assert_eq!(call(at, "GET", "/gated", &[]).await.status, 401);
    let refused = call(at, "GET", "/gated", &["X-Session: owner"]).await;
    assert_eq!((refused.status, refused.message().as_str()), (403, "gate is off."));
}

#[tokio::test]
async fn limits_are_counted_and_told() {
    let (running, _) = start().await;
    let at = running.local_address();
    let line = ["X-Session: owner"];
    for remaining in ["1", "0"] {
        let answer = call(at, "GET", "/limited", &line).await;
        assert_eq!((answer.status, answer.header("x-ratelimit-remaining")), (200, Some(remaining)));
        assert_eq!(answer.header("x-ratelimit-limit"), Some("2"));
        assert_eq!(answer.header("x-ratelimit-reset"), Some("1700000000"));
    }
    let refused = call(at, "GET", "/limited", &line).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("7")));
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(refused.message(), "You've been rate limited for sending more than 2 requests in 1m0s.");
}

#[tokio::test]
async fn anonymous_calls_are_counted_by_address_before_their_body_is_read() {
    let (running, server) = start().await;
    let at = running.local_address();
    for _ in 0..3 {
        let answer = send(at, "POST", "/limited", &[], "{\"secret\":\"wrong\"}").await;
        assert_eq!((answer.status, answer.message().as_str()), (401, "Wrong password."));
        assert!(answer.header("x-ratelimit-limit").is_some());
    }
    assert_eq!(send(at, "POST", "/limited", &["Content-Type: text/plain"], "{").await.status, 429);
    let events = server.events.lock().unwrap().clone();
    assert_eq!(events[0], "refused nobody login session 401 from 127.0.0.1");
}

#[tokio::test]
async fn refusals_of_audited_operations_are_recorded_with_their_caller() {
    let (running, server) = start().await;
    let at = running.local_address();
    call(at, "DELETE", "/audited", &["X-Provisioner-Key: key"]).await;
    call(at, "DELETE", "/audited", &["Cookie: session=guest"]).await;
    call(at, "DELETE", "/audited", &[]).await;
    call(at, "GET", "/session", &[]).await;
    let events = server.events.lock().unwrap().clone();
    assert_eq!(
        events,
        [
            "refused 42 delete thing 409 from 127.0.0.1",
            "refused guest by Cookie delete thing 400 from 127.0.0.1",
            "refused nobody delete thing 401 from 127.0.0.1"
        ]
    );
}

#[tokio::test]
async fn unknown_query_parameters_are_faults_where_the_operation_is_strict() {
    let (running, _) = start().await;
    let at = running.local_address();
    let line = ["X-CSRF-TOKEN: csrf-owner"];
    assert_eq!(call(at, "GET", "/strict?known=1&session=owner", &line).await.status, 200);
    let refused = call(at, "GET", "/strict?known=1&session=owner&more=1", &line).await;
    assert_eq!((refused.status, refused.message().as_str()), (400, "Query parameters have invalid values."));
    assert_eq!(refused.json()["validations"][0]["field"], "more");
    assert_eq!(call(at, "PUT", "/strict?session=owner", &line).await.status, 200);
    assert_eq!(call(at, "PUT", "/strict?session=owner&more=1", &line).await.status, 400);
}

#[tokio::test]
async fn the_shims_own_errors_have_the_operations_format() {
    let (running, _) = start().await;
    let at = running.local_address();
    let basic = "Authorization: Basic Y2xpZW50OnBhc3M=";
    let form = "Content-Type: application/x-www-form-urlencoded";
    let token = send(at, "POST", "/oauth2/token", &[basic, form], "secret=a+b").await;
    assert_eq!(caller(&token), "client:pass by Basic");
    for (method, target, lines, body, status, code) in [
        ("POST", "/oauth2/token", vec![form], "secret=a", 401, "invalid_client"),
        (
            "POST",
            "/oauth2/token",
            vec![basic, "Content-Type: application/json"],
            "{}",
            415,
            "invalid_request",
        ),
        ("POST", "/oauth2/nowhere", vec![], "", 404, "invalid_request"),
        ("GET", "/oauth2/token", vec![], "", 405, "invalid_request"),
        ("POST", "/oauth2/token", vec![basic, form], "other=a", 400, "invalid_request"),
        ("POST", "/oauth2/token", vec![basic, form], "secret=a+b", 429, "temporarily_unavailable"),
    ] {
        let answer = send(at, method, target, &lines, body).await;
        assert_eq!(answer.status, status, "{method} {target} {body}: {answer:?}");
        assert_eq!(answer.json()["error"], code, "{answer:?}");
        assert!(answer.json()["error_description"].is_string());
    }
    for (method, target, status) in
        [("GET", "/scim/v2/Users", 401), ("GET", "/scim/v2/Nothing", 404), ("PUT", "/scim/v2/Users", 405)]
    {
        let answer = call(at, method, target, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, Some("application/scim+json")));
        assert_eq!(answer.json()["status"], status.to_string());
    }
    for (target, status) in [("/pages/consent", 401), ("/pages/nowhere", 404)] {
        let answer = call(at, "GET", target, &[]).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (status, Some("text/html; charset=utf-8"))
        );
        assert!(answer.body.starts_with("<!DOCTYPE html>"), "{answer:?}");
    }
}
