//! Whose credential counts, where it travels, and what a cookie alone may not do.

use std::sync::Arc;

use super::server::generated::serve;
use super::server::{Server, caller, start};
use crate::raw::{self, call, send};

#[tokio::test]
async fn a_credential_is_found_wherever_it_may_travel() {
    let (running, _) = start().await;
    let at = running.local_address();
    for (target, line, expected) in [
        ("/session", "Cookie: a=b; session=owner", "owner by Cookie"),
        ("/session?session=owner", "X-A: b", "owner by Query"),
        ("/session", "X-Session: owner", "owner by Header"),
        ("/session", "Authorization: bearer owner", "owner by Bearer"),
        ("/session?session=wrong", "Cookie: session=owner", "owner by Cookie"),
    ] {
        assert_eq!(caller(&call(at, "GET", target, &[line]).await), expected);
    }
    assert_eq!(caller(&call(at, "GET", "/open", &[]).await), "anyone");
}

#[tokio::test]
async fn whoever_is_not_authenticated_is_refused() {
    let (running, _) = start().await;
    let at = running.local_address();
    assert_eq!(call(at, "GET", "/session", &[]).await.message(), "No token.");
    let wrong = call(at, "GET", "/session", &["X-Session: wrong"]).await;
    assert_eq!((wrong.status, wrong.message().as_str()), (401, "Wrong token."));
    // A caller of another kind is no caller here.
    assert_eq!(call(at, "GET", "/session", &["X-Provisioner-Key: key"]).await.status, 401);
}

#[tokio::test]
async fn alternatives_let_each_kind_of_caller_in() {
    let (running, _) = start().await;
    let at = running.local_address();
    assert_eq!(caller(&call(at, "GET", "/both", &["X-Session: guest"]).await), "guest by Header");
    assert_eq!(caller(&call(at, "GET", "/both", &["X-Provisioner-Key: key"]).await), "provisioner 42");
    let mixed = call(at, "GET", "/both", &["X-Session: wrong", "X-Provisioner-Key: key"]).await;
    assert_eq!(caller(&mixed), "provisioner 42");
    assert_eq!(call(at, "GET", "/both", &["X-Session: wrong", "X-Provisioner-Key: no"]).await.status, 401);
    assert_eq!(call(at, "GET", "/both", &[]).await.status, 401);
}

#[tokio::test]
async fn optional_authentication_lets_everyone_in_but_no_wrong_credential() {
    let (running, _) = start().await;
    let at = running.local_address();
    assert_eq!(caller(&call(at, "GET", "/optional", &[]).await), "anyone");
    assert_eq!(caller(&call(at, "GET", "/optional", &["X-Session: guest"]).await), "guest by Header");
    assert_eq!(call(at, "GET", "/optional", &["X-Session: wrong"]).await.status, 401);
}

#[tokio::test]
async fn a_change_by_cookie_needs_what_another_site_cannot_send() {
    let (running, _) = start().await;
    let at = running.local_address();
    let cookie = "Cookie: session=owner";
    for (target, more, status) in [
        ("/session", "X-A: b", 400),
        ("/session", "X-CSRF-TOKEN: csrf-guest", 400),
        ("/session", "X-CSRF-TOKEN: csrf-owner", 200),
        ("/session", "X-Session: other", 200),
        ("/session", "X-Session: ", 400),
        ("/session", "Authorization: Bearer other", 200),
        ("/session", "Authorization: Basic b3duZXI6", 400),
        ("/session?session=owner", "X-A: b", 200),
        ("/session?session=other", "X-A: b", 400),
        ("/both", "X-Provisioner-Key: other", 200),
    ] {
        let answer = call(at, "POST", target, &[cookie, more]).await;
        assert_eq!(answer.status, status, "{target} {more}");
    }
    assert_eq!(call(at, "GET", "/session", &[cookie]).await.status, 200, "reads need none");
    assert_eq!(call(at, "POST", "/session", &["X-Session: owner"]).await.status, 200);
    assert_eq!(
        call(at, "POST", "/session", &["Cookie: session=wrong"]).await.status,
        401,
        "first who, then CSRF"
    );
}

#[tokio::test]
async fn a_page_of_another_site_changes_nothing_where_nobody_is_signed_in() {
    let (running, _) = start().await;
    let at = running.local_address();
    let body = "{\"secret\":\"right\"}";
    // Another host of the same site is refused as well, and its attempt counts.
    for (site, status) in [("same-origin", 200), ("same-site", 400), ("none", 200), ("cross-site", 429)] {
        let answer = send(at, "POST", "/limited", &[&format!("Sec-Fetch-Site: {site}")], body).await;
        assert_eq!(answer.status, status, "{site}: {answer:?}");
    }
    let (running, server) = start().await;
    let at = running.local_address();
    let foreign = "Sec-Fetch-Site: cross-site";
    let refused = send(at, "POST", "/limited", &[foreign], body).await;
    assert_eq!(
        (refused.status, refused.message().as_str()),
        (400, "A page of another site sent this request.")
    );
    assert_eq!(
        *server.events.lock().unwrap(),
        ["refused nobody login session 400 from 127.0.0.1"],
        "it was counted before it was recorded"
    );
    assert_eq!(call(at, "GET", "/open", &[foreign]).await.status, 200, "reads tell a foreign page nothing");
    assert_eq!(call(at, "POST", "/session", &[foreign, "X-Session: owner"]).await.status, 200);
}

#[tokio::test]
async fn the_client_is_seen_through_trusted_proxies_only() {
    for (trusted, expected) in [(vec![], "127.0.0.1"), (vec!["127.0.0.0/8".parse().unwrap()], "203.0.113.9")]
    {
        let server = Arc::new(Server::default());
        let settings = burgrave_api::Settings { trusted_proxies: trusted, ..raw::settings() };
        let running = serve(server.clone(), settings, raw::silent()).await.unwrap();
        let line = "X-Forwarded-For: 198.51.100.1, 203.0.113.9";
        call(running.local_address(), "DELETE", "/audited", &[line]).await;
        let events = server.events.lock().unwrap().clone();
        assert_eq!(events, [format!("refused nobody delete thing 401 from {expected}")]);
    }
}
