//! What the engine below would refuse by itself: it has the headers of every answer, and is logged like every
//! other.

use std::sync::Arc;

use crate::answers::{Server, generated::serve};
use crate::logs::Kept;
use crate::raw::{self, call};

#[tokio::test]
async fn requests_that_can_not_be_routed_are_answered_and_logged_like_others() {
    let kept = Kept::default();
    let running = serve(Arc::new(Server::default()), raw::settings(), kept.logger()).await.unwrap();
    let at = running.local_address();
    for (method, target, status, message) in [
        ("GET", "/text/../text", 400, "has a segment"),
        ("GET", "/./text", 400, "has a segment"),
        ("POST", "/things/%ff", 400, "no UTF-8"),
        ("BREW", "/text", 405, "Method not allowed."),
        ("BREW", "/nowhere", 404, "Route not found."),
    ] {
        let answer = call(at, method, target, &[]).await;
        assert_eq!(answer.status, status, "{method} {target}");
        assert!(answer.message().contains(message), "{method} {target}: {}", answer.body);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{method} {target}");
        assert_eq!(answer.header("x-coder-build-version"), Some("v1.2.3-test"), "{method} {target}");
        let id = answer.header("x-coder-request-id").unwrap();
        assert_eq!(answer.json()["request_id"], id, "the body names the same request");
        let lines = kept.lines();
        let line = lines.iter().find(|line| line.contains(id));
        let line = line.unwrap_or_else(|| panic!("no line of {id}: {lines:#?}"));
        let told = [format!("status={status}"), format!("method={method}"), "client=127.0.0.1".into()];
        assert!(told.iter().all(|part| line.contains(part.as_str())), "{line}");
        if status == 405 {
            assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"));
        }
    }
}

#[tokio::test]
async fn a_trusted_proxy_names_the_call() {
    let id = "7d0f3a52-9f0b-4c58-8c0e-1d2a3b4c5d6e";
    let sent = format!("X-Request-Id: {}", id.replace('-', ""));
    for (trusted, taken) in [("127.0.0.0/8", true), ("10.0.0.0/8", false)] {
        let kept = Kept::default();
        let settings =
            burgrave_api::Settings { trusted_proxies: vec![trusted.parse().unwrap()], ..raw::settings() };
        let running = serve(Arc::new(Server::default()), settings, kept.logger()).await.unwrap();
        for target in ["/text", "/nowhere", "/text/../text"] {
            let answer = call(running.local_address(), "GET", target, &[&sent]).await;
            assert_eq!(answer.header("x-coder-request-id") == Some(id), taken, "{target} from {trusted}");
            assert_eq!(kept.lines().last().unwrap().contains(id), taken, "{target} from {trusted}");
        }
    }
}
