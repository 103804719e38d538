//! What the audit log holds.

use serde_json::{Value, json};

use super::scene::{found, in_short, organization_with_a_group};
use crate::harness::{Engine, Server, secrets};
use crate::routes::stored;

#[apply(case)]
async fn logins_and_logouts_are_written_down(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    server.clock.advance(chrono::TimeDelta::seconds(1));
    amira.post("/api/v2/users/logout", &json!({})).await.expect(200);
    let entries = found(server.owner().await, "api_key username:amira").await;
    assert_eq!(in_short(&entries), ["logout api_key amira", "login api_key amira"]);
    let described: Vec<_> = entries.iter().map(|entry| entry["description"].as_str().unwrap()).collect();
    assert_eq!(described, ["{user} logged out", "{user} logged in"]);
}

#[apply(case)]
async fn a_failed_login_says_whose_account_it_was(engine: Engine) {
    let server = Server::start(engine).await;
    server.member("amira").await;
    let log_in = async |email: &str| {
        let body = json!({"email": email, "password": "some-other-password-47"});
        server.post("/api/v2/users/login", &body).send().await.expect(401);
    };
    log_in("amira@example.com").await;
    log_in("nobody@example.com").await;
    let entries = found(server.owner().await, "action:login").await;
    let failed: Vec<_> = entries.iter().filter(|entry| entry["status_code"] == 401).collect();
    let users: Vec<_> = failed.iter().map(|entry| &entry["user"]["username"]).collect();
    assert_eq!(failed.len(), 2);
    assert!(users.contains(&&json!("amira")) && users.contains(&&Value::Null), "{users:?}");
    assert!(failed.iter().all(|entry| !entry.to_string().contains("nobody")), "{failed:?}");
    assert_eq!(failed[0]["description"], "{user} unsuccessfully attempted to login");
}

#[apply(case)]
async fn entries_outlive_what_they_speak_of(engine: Engine) {
    let server = Server::start(engine).await;
    organization_with_a_group(&server, "research", "lab").await;
    let mut amira = server.member("amira").await;
    let owner = server.owner().await;
    let group = owner.get("/api/v2/organizations/research/groups/lab").await.json_of(200);
    owner.delete(&format!("/api/v2/groups/{}", group["id"].as_str().unwrap())).await.expect(200);
    let organization = owner.delete("/api/v2/organizations/research").await;
    organization.expect(200);
    let server = stored::delete(server, &mut amira).await;
    let owner = server.owner().await;
    for (q, target) in
        [("group action:create", "lab"), ("organization action:create", "research"), ("user", "amira")]
    {
        let entries = found(owner, q).await;
        let entry = entries.iter().find(|entry| entry["resource_target"] == target).unwrap();
        assert_eq!((&entry["is_deleted"], &entry["resource_link"]), (&json!(true), &json!("")), "{entry}");
    }
    let organization = &found(owner, "group action:create").await[0]["organization"];
    assert_eq!(organization["name"], "research");
    let login = found(owner, "api_key username:amira").await.remove(0);
    assert_eq!(login["user"]["email"], "amira@example.com");
    assert_eq!(found(owner, "api_key email:amira@example.com").await.len(), 1);
}

#[apply(case)]
async fn no_entry_holds_a_secret(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    server.member("amira").await;
    let entries = found(owner, "").await;
    let created =
        entries.iter().find(|entry| entry["resource_type"] == "user" && entry["action"] == "create").unwrap();
    assert_eq!(created["diff"]["hashed_password"], json!({"old": "", "new": "", "secret": true}));
    let text = Value::from(entries).to_string();
    assert_eq!(secrets::found_in(&text), Vec::<String>::new());
    assert!(!text.contains("$argon2"), "the hash of a password is a secret too");
}
