//! Users who haven't been here for long become dormant.

use chrono::TimeDelta;
use serde_json::Value;

use crate::harness::{Engine, Options, Person, Server};

cases![
    an_active_user_becomes_dormant_after_ninety_days_and_active_with_the_next_request,
    whoever_was_activated_lately_stays_active,
    a_suspended_user_stays_suspended,
    without_the_setting_nobody_becomes_dormant,
];

const USERS: &str = "/api/v2/users";

async fn dormant(owner: &Person) -> Vec<String> {
    let owner = Person { token: owner.log_in().await, ..owner.clone() };
    let page = owner.get(&format!("{USERS}?q=status:dormant")).await.json_of(200);
    let name = |user: &Value| user["username"].as_str().unwrap().to_owned();
    let names: Vec<_> = page["users"].as_array().unwrap().iter().map(name).collect();
    assert_eq!(page["count"], names.len());
    names
}

async fn an_active_user_becomes_dormant_after_ninety_days_and_active_with_the_next_request(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    amira.get("/api/v2/users/me").await.expect(200);
    server.clock.advance(TimeDelta::days(90));
    server.tick().await;
    assert_eq!(
        dormant(server.owner().await).await,
        Vec::<String>::new(),
        "ninety days are not more than ninety"
    );
    server.clock.advance(TimeDelta::hours(1));
    let owner = Person { token: server.owner().await.log_in().await, ..server.owner().await.clone() };
    owner.get("/api/v2/users/me").await.expect(200);
    server.tick().await;
    assert_eq!(dormant(server.owner().await).await, ["amira"]);
    let back = Person { token: amira.log_in().await, ..amira };
    assert_eq!(back.get("/api/v2/users/me").await.json_of(200)["status"], "active");
    server.clock.advance(TimeDelta::hours(2));
    server.tick().await;
    assert_eq!(dormant(server.owner().await).await, Vec::<String>::new());
}

async fn whoever_was_activated_lately_stays_active(engine: Engine) {
    let server = Server::start(engine).await;
    server.member("amira").await;
    server.clock.advance(TimeDelta::days(91));
    let owner = Person { token: server.owner().await.log_in().await, ..server.owner().await.clone() };
    owner.get("/api/v2/users/me").await.expect(200);
    server.tick().await;
    assert_eq!(dormant(&owner).await, ["amira"]);
    owner.call(http::Method::PUT, &format!("{USERS}/amira/status/activate")).send().await.expect(200);
    server.clock.advance(TimeDelta::hours(2));
    server.tick().await;
    assert_eq!(dormant(&owner).await, Vec::<String>::new(), "the ninety days begin with the activation");
}

async fn a_suspended_user_stays_suspended(engine: Engine) {
    let server = Server::start(engine).await;
    server.member("amira").await;
    let owner = server.owner().await;
    owner.call(http::Method::PUT, &format!("{USERS}/amira/status/suspend")).send().await.expect(200);
    server.clock.advance(TimeDelta::days(200));
    server.tick().await;
    let owner = Person { token: owner.log_in().await, ..owner.clone() };
    assert_eq!(owner.get(&format!("{USERS}/amira")).await.json_of(200)["status"], "suspended");
}

async fn without_the_setting_nobody_becomes_dormant(engine: Engine) {
    let options = Options { flags: vec![("dormant-after", "0".into())], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    server.member("amira").await;
    server.clock.advance(TimeDelta::days(2000));
    server.tick().await;
    assert_eq!(dormant(server.owner().await).await, Vec::<String>::new());
}
