//! How often one may call.

use chrono::TimeDelta;
use http::Method;
use serde_json::json;

use crate::harness::{Engine, Options, Person, Server};

const ME: &str = "/api/v2/users/me";

async fn limited(engine: Engine, flag: &'static str, limit: u32) -> Server {
    Server::start_with(engine, Options { flags: vec![(flag, limit.to_string())], ..Options::default() }).await
}

#[apply(case)]
async fn answers_say_how_much_of_the_limit_is_left(engine: Engine) {
    let server = limited(engine, "rate-limit-api", 3).await;
    let owner = server.owner().await;
    for left in ["2", "1", "0"] {
        let answer = owner.get(ME).await.expect(200);
        assert_eq!(answer.header("x-ratelimit-limit"), Some("3"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(left));
        assert!(answer.header("x-ratelimit-reset").unwrap().parse::<i64>().unwrap() > 0);
    }
    let refused = owner.get(ME).await.expect(429);
    assert!(refused.message().starts_with("You've been rate limited"), "{}", refused.text());
}

#[apply(case)]
async fn the_limit_counts_for_each_user_alone(engine: Engine) {
    let server = limited(engine, "rate-limit-api", 2).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    for _ in 0..2 {
        owner.get(ME).await.expect(200);
    }
    owner.get(ME).await.expect(429);
    amira.get(ME).await.expect(200);
}

#[apply(case)]
async fn all_sessions_of_a_user_count_together(engine: Engine) {
    let server = limited(engine, "rate-limit-api", 2).await;
    let owner = server.owner().await;
    let second = Person { token: owner.log_in().await, ..owner.clone() };
    owner.get(ME).await.expect(200);
    second.get(ME).await.expect(200);
    owner.get(ME).await.expect(429);
    second.get(ME).await.expect(429);
}

#[apply(case)]
async fn each_operation_has_a_count_of_its_own(engine: Engine) {
    let server = limited(engine, "rate-limit-api", 1).await;
    let owner = server.owner().await;
    owner.get(ME).await.expect(200);
    owner.get("/api/v2/users/owner").await.expect(429);
    owner.get("/api/v2/organizations").await.expect(200);
    owner.call(Method::POST, "/api/v2/users/logout").send().await.expect(200);
}

#[apply(case)]
async fn failed_logins_count_as_well(engine: Engine) {
    let server = limited(engine, "rate-limit-login", 3).await;
    let owner = server.owner().await;
    // Creating the owner took the first of the three.
    for _ in 0..2 {
        let body = json!({"email": owner.email, "password": "a-guess-that-is-wrong"});
        server.post("/api/v2/users/login", &body).send().await.expect(401);
    }
    let body = json!({"email": owner.email, "password": owner.password});
    let call = server.post("/api/v2/users/login", &body);
    call.clone().send().await.expect(429);
    server.clock.advance(TimeDelta::seconds(61));
    call.send().await.expect(201);
}

#[apply(case)]
async fn a_limit_of_zero_is_no_limit(engine: Engine) {
    let server = limited(engine, "rate-limit-api", 0).await;
    let owner = server.owner().await;
    for _ in 0..600 {
        let answer = owner.get(ME).await.expect(200);
        assert!(answer.header("x-ratelimit-limit").is_none());
    }
}

#[apply(case)]
async fn an_owner_may_pass_the_limit_and_others_may_not(engine: Engine) {
    let server = limited(engine, "rate-limit-api", 1).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let passing = async |person: &Person| {
        person.call(Method::GET, ME).header("x-coder-bypass-ratelimit", "true").send().await
    };
    for _ in 0..3 {
        let answer = passing(owner).await.expect(200);
        assert!(answer.header("x-ratelimit-limit").is_none());
    }
    owner.get(ME).await.expect(200);
    owner.get(ME).await.expect(429);
    passing(&amira).await.expect(200);
    passing(&amira).await.expect(429);
}
