//! How long sessions last, and what using them changes.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::harness::{Engine, Person, Server};

const ME: &str = "/api/v2/users/me";

/// TestPostLogin/Lifetime&Expire
#[apply(case)]
async fn a_session_that_is_not_used_ends_after_a_day(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let late = Person { token: amira.log_in().await, ..amira.clone() };
    server.clock.advance(TimeDelta::hours(24) - TimeDelta::seconds(1));
    amira.get(ME).await.expect(200);
    server.clock.advance(TimeDelta::seconds(2));
    late.get(ME).await.expect(401);
    amira.get(ME).await.expect(200);
}

/// TestAPIKey/Expired
#[apply(case)]
async fn an_expired_session_says_when_it_ended(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    server.clock.advance(TimeDelta::hours(25));
    let answer = amira.get(ME).await.expect(401);
    assert!(answer.message().contains("session has expired"), "{}", answer.text());
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    // The server's time starts on 2026-03-02 at 08:30.
    assert!(detail.contains("2026-03-03T08:30:00"), "{detail}");
    assert!(answer.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
}

/// TestAPIKey/ValidUpdateExpiry
#[apply(case)]
async fn use_extends_a_session(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for _ in 0..5 {
        server.clock.advance(TimeDelta::hours(20));
        amira.get(ME).await.expect(200);
    }
    server.clock.advance(TimeDelta::hours(25));
    amira.get(ME).await.expect(401);
}

/// TestAPIKey/NoRefresh
#[apply(case)]
async fn a_session_is_prolonged_at_most_once_an_hour(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let late = Person { token: amira.log_in().await, ..amira.clone() };
    server.clock.advance(TimeDelta::minutes(59));
    amira.get(ME).await.expect(200);
    server.clock.advance(TimeDelta::minutes(2));
    late.get(ME).await.expect(200);
    // 24 h and a minute after the login: only the use after more than an hour has moved the end.
    server.clock.advance(TimeDelta::hours(23));
    amira.get(ME).await.expect(401);
    late.get(ME).await.expect(200);
}

/// TestAPIKey/ValidUpdateLastUsed
#[apply(case)]
async fn somebody_is_last_seen_exact_to_an_hour(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let seen = async || -> DateTime<Utc> {
        let user: Value = server.owner().await.get("/api/v2/users/amira").await.json_of(200);
        user["last_seen_at"].as_str().unwrap().parse().unwrap()
    };
    amira.get(ME).await.expect(200);
    let first = seen().await;
    server.clock.advance(TimeDelta::minutes(30));
    amira.get(ME).await.expect(200);
    assert_eq!(seen().await, first, "half an hour later nothing is written");
    server.clock.advance(TimeDelta::minutes(31));
    amira.get(ME).await.expect(200);
    assert_eq!(seen().await - first, TimeDelta::minutes(61));
}
