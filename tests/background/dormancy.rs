//! Users who haven't been here for long become dormant.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{Engine, Options, Person, Server, secrets};

const USERS: &str = "/api/v2/users";

async fn dormant(owner: &Person) -> Vec<String> {
    let owner = Person { token: owner.log_in().await, ..owner.clone() };
    let page = owner.get(&format!("{USERS}?q=status:dormant")).await.json_of(200);
    let name = |user: &Value| user["username"].as_str().unwrap().to_owned();
    let names: Vec<_> = page["users"].as_array().unwrap().iter().map(name).collect();
    assert_eq!(page["count"], names.len());
    names
}

/// TestDormantUser
#[apply(case)]
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

/// What the audit log says of the state of this user, newest first: before, after, who gave rise to it.
async fn noted(owner: &Person, username: &str) -> Vec<(Value, Value, Value)> {
    let owner = Person { token: owner.log_in().await, ..owner.clone() };
    let q = format!("user%20action:write%20resource_target:{username}");
    let page = owner.get(&format!("/api/v2/audit?q={q}")).await.json_of(200);
    let in_short = |entry: &Value| {
        let by_itself = json!({"automatic_actor": "coder", "automatic_subsystem": "dormancy"});
        assert_eq!(entry["additional_fields"], by_itself, "{entry}");
        let status = &entry["diff"]["status"];
        (status["old"].clone(), status["new"].clone(), entry["user"]["username"].clone())
    };
    page["audit_logs"].as_array().unwrap().iter().map(in_short).collect()
}

#[apply(case)]
async fn reactivation_leaves_an_audit_entry(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let body = json!({
        "email": "yan@example.com", "username": "yan", "password": "yan-Likes-47-Green-Lanterns",
        "organization_ids": [default["id"]],
    });
    owner.post(USERS, &body).await.expect(201);
    let key = owner.post(&format!("{USERS}/yan/keys"), &json!({})).await.json_of(201);
    let key = key["key"].as_str().unwrap();
    secrets::register(key);
    assert_eq!(noted(owner, "yan").await, []);
    let woken = (json!("dormant"), json!("active"), json!("yan"));
    let used = server.get("/api/v2/users/me").token(key).send().await.expect(200);
    assert_eq!(used.json()["status"], "active");
    assert_eq!(noted(owner, "yan").await, std::slice::from_ref(&woken), "by using a key");
    let request = used.header("x-coder-request-id").unwrap();
    let entry = owner.get(&format!("/api/v2/audit?q=request_id:{request}")).await.json_of(200);
    assert_eq!(entry["audit_logs"][0]["resource_target"], "yan");
    let amira = server.member("amira").await;
    let woken_too = (json!("dormant"), json!("active"), json!("amira"));
    assert_eq!(noted(owner, "amira").await, std::slice::from_ref(&woken_too), "by logging in");
    server.clock.advance(TimeDelta::days(91));
    owner.log_in().await;
    server.tick().await;
    server.clock.advance(TimeDelta::seconds(1));
    amira.log_in().await;
    let asleep = (json!("active"), json!("dormant"), Value::Null);
    assert_eq!(noted(owner, "amira").await, [woken_too.clone(), asleep, woken_too]);
}

#[apply(case)]
async fn a_recently_activated_user_stays_active(engine: Engine) {
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

#[apply(case)]
async fn the_last_active_owner_stays_active_however_long_they_are_away(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    server.owner().await;
    server.clock.advance(TimeDelta::days(400));
    server.tick().await;
    let seen = Person { token: amira.log_in().await, ..amira };
    assert_eq!(seen.get("/api/v2/users/me").await.json_of(200)["status"], "active");
    assert_eq!(dormant(server.owner().await).await, Vec::<String>::new());
    // The owner wasn't put to sleep: nothing in the audit log says so.
    assert_eq!(noted(server.owner().await, "owner").await, []);
}

#[apply(case)]
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

#[apply(case)]
async fn without_the_setting_nobody_becomes_dormant(engine: Engine) {
    let options = Options { flags: vec![("dormant-after", "0".into())], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    server.member("amira").await;
    server.clock.advance(TimeDelta::days(2000));
    server.tick().await;
    assert_eq!(dormant(server.owner().await).await, Vec::<String>::new());
}
