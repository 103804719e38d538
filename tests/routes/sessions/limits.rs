//! How often one may call.

use chrono::TimeDelta;
use http::Method;
use serde_json::json;

use crate::harness::{Call, Engine, Options, Person, Server};

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
async fn each_path_has_a_count_of_its_own_however_it_is_spelt(engine: Engine) {
    let server = limited(engine, "rate-limit-api", 1).await;
    let owner = server.owner().await;
    owner.get(ME).await.expect(200);
    for same in ["/api/v2//users/me/", "/api/v2/users/%6De", "/api/v2/users/me?q=1"] {
        owner.get(same).await.expect(429);
    }
    owner.get("/api/v2/users/owner").await.expect(200);
    owner.get("/api/v2/organizations").await.expect(200);
    owner.call(Method::POST, "/api/v2/users/logout").send().await.expect(200);
}

#[apply(case)]
async fn all_paths_together_have_a_wider_limit(engine: Engine) {
    let server = limited(engine, "rate-limit-api", 2).await;
    let owner = server.owner().await;
    server.clock.advance(TimeDelta::minutes(2));
    for number in 0..40 {
        owner.get(&format!("/api/v2/users/nobody-{number}")).await.expect(404);
    }
    let refused = owner.get("/api/v2/users/nobody-at-all").await.expect(429);
    assert!(refused.message().contains("more than 40 requests"), "{}", refused.text());
    assert!(refused.header("retry-after").is_some());
}

/// A login from this address, as a proxy tells it.
fn login_from(server: &Server, address: &str, email: &str, password: &str) -> Call {
    let body = json!({"email": email, "password": password});
    server.post("/api/v2/users/login", &body).header("x-forwarded-for", address)
}

async fn behind_a_proxy(engine: Engine, limit: u32) -> Server {
    let flags = vec![("rate-limit-login", limit.to_string()), ("trusted-proxies", "127.0.0.0/8".into())];
    Server::start_with(engine, Options { flags, ..Options::default() }).await
}

#[apply(case)]
async fn logins_from_one_site_are_limited_whatever_its_addresses_are(engine: Engine) {
    let server = behind_a_proxy(engine, 3).await;
    server.owner().await;
    let mut taken = 0;
    for number in 0..30 {
        let address = format!("2001:db8:7:1{number:02x}::1");
        let login = login_from(&server, &address, &format!("n{number}@example.com"), "a-guess-that-is-wrong");
        taken += u32::from(login.send().await.status == 401);
    }
    assert_eq!(taken, 6, "a /56 has twice the limit of a /64");
    login_from(&server, "2001:db8:8::1", "n@example.com", "a-guess-that-is-wrong").send().await.expect(401);
}

#[apply(case)]
async fn guesses_from_everywhere_slow_an_account_down_but_not_for_devices_that_it_knows(engine: Engine) {
    let server = behind_a_proxy(engine, 1_000).await;
    let owner = server.owner().await;
    let known = login_from(&server, "198.51.100.7", &owner.email, &owner.password);
    known.clone().send().await.expect(201);
    for email in [owner.email.as_str(), "nobody@example.com"] {
        let guess = |number: u32| {
            login_from(&server, &format!("203.0.{number}.1"), email, "a-guess-that-is-wrong").send()
        };
        let mut taken = 0;
        for number in 0..40 {
            taken += u32::from(guess(number).await.status == 401);
        }
        assert!((28..=30).contains(&taken), "{email}: {taken}");
        let refused = guess(50).await.expect(429);
        assert!(refused.header("retry-after").is_some() && refused.text().contains("logged in before"));
    }
    known.clone().send().await.expect(201);
    let new = login_from(&server, "198.51.100.8", &owner.email, &owner.password);
    new.clone().send().await.expect(429);
    server.clock.advance(TimeDelta::minutes(1));
    new.send().await.expect(201);
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
