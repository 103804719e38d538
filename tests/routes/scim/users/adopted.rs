//! Accounts that were here before SCIM knew of them.

use serde_json::json;

use crate::harness::Engine;
use crate::routes::scim::scene::{
    USER, account, delete, list, made, operation, patch, post, put, refused, start, user,
};

#[apply(case)]
async fn an_account_with_the_address_is_taken_on_and_keeps_what_it_is(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let sent = json!({"schemas": [USER], "userName": "someone-else", "emails": [{"value": amira.email.to_uppercase()}]});
    let made = post(&server, "/Users", &sent).await.json_of(201);
    assert_eq!(made["id"], amira.id.as_str());
    let account = account(&server, &amira.id).await;
    assert_eq!((&account["status"], &account["login_type"]), (&json!("active"), &json!("password")));
    assert_eq!(account["username"], "amira");
    amira.get("/api/v2/users/me").await.expect(200);
    assert_eq!(refused(post(&server, "/Users", &sent).await, 409), "uniqueness");
}

#[apply(case)]
async fn an_account_is_not_taken_on_by_its_username_alone(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let sent = json!({"schemas": [USER], "userName": "Amira", "emails": [{"value": "amira@new.example"}]});
    let made = post(&server, "/Users", &sent).await.json_of(201);
    assert_ne!(made["id"], amira.id.as_str());
    let kept = account(&server, &amira.id).await;
    assert_eq!((&kept["email"], &kept["username"]), (&json!(amira.email), &json!("amira")));
    assert_eq!(account(&server, made["id"].as_str().unwrap()).await["email"], "amira@new.example");
}

#[apply(case)]
async fn an_address_for_a_user_name_counts_only_where_the_emails_have_it_too(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let jonas = server.member("jonas").await;
    let other = json!([{"value": "thief@new.example", "primary": true}]);
    let sent = json!({"schemas": [USER], "userName": amira.email, "active": false, "emails": other});
    let made = post(&server, "/Users", &sent).await.json_of(201);
    assert_ne!(made["id"], amira.id.as_str());
    let kept = account(&server, &amira.id).await;
    assert_eq!((&kept["email"], &kept["status"]), (&json!(amira.email), &json!("active")));
    amira.get("/api/v2/users/me").await.expect(200);
    let both =
        json!([{"value": "jonas@new.example", "primary": true}, {"value": jonas.email.to_uppercase()}]);
    let sent = json!({"schemas": [USER], "userName": jonas.email, "emails": both});
    assert_eq!(post(&server, "/Users", &sent).await.json_of(201)["id"], jonas.id.as_str());
    assert_eq!(account(&server, &jonas.id).await["email"], "jonas@new.example");
}

#[apply(case)]
async fn a_refusal_about_an_owner_is_in_the_audit_log(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await.clone();
    let taken = json!({"schemas": [USER], "userName": owner.email, "emails": [{"value": owner.email}]});
    post(&server, "/Users", &taken).await.expect(409);
    let id = made(&server, "vip").await;
    owner.put(&format!("/api/v2/users/{id}/roles"), &json!({"roles": ["owner"]})).await.expect(200);
    let path = format!("/Users/{id}");
    let moved = json!({"schemas": [USER], "userName": "vip", "emails": [{"value": "thief@new.example", "primary": true}]});
    put(&server, &path, &moved).await.expect(409);
    patch(&server, &path, &operation("replace", "active", json!(false))).await.expect(409);
    delete(&server, &path).await.expect(409);
    let page = owner.get("/api/v2/audit?q=&limit=10").await.json_of(200);
    let refused = page["audit_logs"].as_array().unwrap().iter().filter(|entry| entry["status_code"] == 409);
    let mut actions: Vec<&str> = refused.filter_map(|entry| entry["action"].as_str()).collect();
    actions.sort_unstable();
    assert_eq!(actions, ["create", "delete", "write", "write"]);
    assert_eq!(account(&server, &id).await["email"], "vip@example.com");
}

#[apply(case)]
async fn accounts_with_roles_of_the_site_are_governed_here_alone(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await.clone();
    let sent =
        json!({"schemas": [USER], "userName": "boss", "active": false, "emails": [{"value": owner.email}]});
    assert_eq!(refused(post(&server, "/Users", &sent).await, 409), "uniqueness");
    let id = made(&server, "amira").await;
    owner.put(&format!("/api/v2/users/{id}/roles"), &json!({"roles": ["owner"]})).await.expect(200);
    let path = format!("/Users/{id}");
    let off = operation("replace", "active", json!(false));
    assert_eq!(refused(patch(&server, &path, &off).await, 409), "uniqueness");
    let address = operation("replace", "emails", json!([{"value": "new@example.com", "primary": true}]));
    assert_eq!(refused(patch(&server, &path, &address).await, 409), "uniqueness");
    assert_eq!(refused(delete(&server, &path).await, 409), "uniqueness");
    let kept = account(&server, &id).await;
    assert_eq!((&kept["status"], &kept["email"]), (&json!("dormant"), &json!("amira@example.com")));
    let name = operation("replace", "displayName", json!("Amira H."));
    patch(&server, &path, &name).await.expect(200);
}

#[apply(case)]
async fn an_inactive_person_who_was_here_is_suspended(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let mut sent = user("amira");
    sent["active"] = false.into();
    assert_eq!(post(&server, "/Users", &sent).await.json_of(201)["active"], false);
    amira.get("/api/v2/users/me").await.expect(401);
}

#[apply(case)]
async fn accounts_that_scim_has_not_created_are_not_in_its_lists(engine: Engine) {
    let server = start(engine).await;
    server.member("amira").await;
    assert_eq!(list(&server, "/Users", &[]).await.json_of(200)["totalResults"], 0);
}
