//! Credentials that are wrong are counted by kind and address, slowed down, and seen.

use http::Method;
use serde_json::json;

use crate::harness::{Call, Engine, Options, SCIM_KEY, Server};

/// How many wrong credentials an address has a minute here.
const LIMIT: usize = 5;
const METRICS_TOKEN: &str = "metrics-token-of-the-suite-4711";

async fn limited(engine: Engine) -> Server {
    let flags = vec![("rate-limit-login", LIMIT.to_string()), ("metrics-token", METRICS_TOKEN.into())];
    Server::start_with(engine, Options { flags, ..Options::default() }).await
}

/// The statuses of so many calls, each once, in order.
async fn statuses(call: &Call, times: usize) -> Vec<u16> {
    let mut all = vec![];
    for _ in 0..times {
        all.push(call.clone().send().await.status);
    }
    all.dedup();
    all
}

#[apply(case)]
async fn guessing_a_credential_of_any_kind_is_rate_limited(engine: Engine) {
    let server = limited(engine).await;
    let owner = server.owner().await.clone();
    let basic = |call: Call| call.header("authorization", "Basic YTpi");
    let form = "application/x-www-form-urlencoded";
    let wrong = [
        ("session", 401, server.get("/api/v2/users/me").token("abcdefghij-0123456789012345678901")),
        ("scim_key", 401, server.get("/scim/v2/Users").header("authorization", "Bearer k7")),
        ("metrics", 401, server.get("/metrics").header("authorization", "Bearer k7")),
        ("oauth2_client", 401, basic(server.call(Method::POST, "/oauth2/introspect")).body(form, "token=x")),
        (
            "registration_token",
            401,
            server
                .get("/oauth2/clients/3b9c1d52-6a0e-4f57-8d43-1c2b7e9f0a65")
                .header("authorization", "Bearer k7"),
        ),
    ];
    for (kind, status, call) in &wrong {
        assert_eq!(statuses(call, LIMIT).await, [*status], "{kind}: as many as the limit are looked at");
        let refused = call.clone().send().await.expect(429);
        assert!(refused.header("retry-after").is_some(), "{kind}");
    }
    // A session can't be guessed: those who have one aren't shut out by their neighbours.
    owner.get("/api/v2/users/me").await.expect(200);
    // A key that somebody has chosen can: it isn't even looked at.
    let right = server.scim(Method::GET, "/Users");
    right.clone().send().await.expect(429);
    server.clock.advance(chrono::TimeDelta::minutes(1));
    right.send().await.expect(200);
    let metrics = server.get("/metrics").header("authorization", format!("Bearer {METRICS_TOKEN}"));
    let metrics = metrics.send().await.expect(200).text();
    for (kind, ..) in &wrong {
        let line = format!("burgrave_wrong_credentials_total{{credential=\"{kind}\"}} ");
        let counted = metrics.lines().find_map(|text| text.strip_prefix(&line));
        assert!(counted.is_some_and(|count| count.parse::<usize>().unwrap() >= LIMIT), "{kind}: {counted:?}");
    }
    let found = owner.get("/api/v2/audit?limit=100&q=action:login").await.json_of(200);
    let targets: Vec<_> =
        found["audit_logs"].as_array().unwrap().iter().map(|one| &one["resource_target"]).collect();
    for target in
        ["session token", "SCIM key", "metrics token", "OAuth2 client secret", "registration access token"]
    {
        let recorded = targets.iter().filter(|one| ***one == target).count();
        assert!((1..=6).contains(&recorded), "{target}: {recorded}");
    }
}

#[apply(case)]
async fn the_setup_token_can_not_be_guessed_either(engine: Engine) {
    let flags = vec![("rate-limit-login", LIMIT.to_string()), ("address", "0.0.0.0:0".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let body = json!({"email": "a@example.com", "username": "a", "password": "a-Likes-47-Green-Lanterns"});
    let call = server.post("/api/v2/users/first", &body);
    let guess =
        Call { address: ([127, 0, 0, 1], call.address.port()).into(), ..call }.header("x-setup-token", "k7");
    assert_eq!(statuses(&guess, LIMIT).await, [403]);
    guess.send().await.expect(429);
}

#[apply(case)]
async fn an_unknown_session_and_a_wrong_secret_have_the_same_message(engine: Engine) {
    let server = Server::start(engine).await;
    let token = server.owner().await.token.clone();
    let (id, secret) = token.split_once('-').unwrap();
    let answer = async |token: String| {
        let refused = server.get("/api/v2/users/me").token(&token).send().await.expect(401);
        (refused.text(), refused.header("www-authenticate").map(str::to_owned))
    };
    let other: String = secret.chars().rev().collect();
    let unknown = answer(format!("{}-{secret}", id.chars().rev().collect::<String>())).await;
    assert_eq!(answer(format!("{id}-{other}")).await, unknown);
}

#[apply(case)]
async fn a_key_of_scim_that_is_short_keeps_the_server_from_starting(_: Engine) {
    let short = burgrave::config::Layers::new(vec![("scim-key", "fifteen-letters".to_owned())], |_| None);
    let refused = burgrave::config::Config::resolve(&short).expect_err("the key can be guessed").to_string();
    assert!(refused.contains("openssl rand -hex 16") && !refused.contains("fifteen-letters"), "{refused}");
    let long = burgrave::config::Layers::new(vec![("scim-key", SCIM_KEY.to_owned())], |_| None);
    assert!(burgrave::config::Config::resolve(&long).is_ok());
}
