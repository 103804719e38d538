//! The accounts behind SCIM users: suspension, reactivation, deletion.

use serde_json::json;

use crate::harness::Engine;
use crate::routes::scim::scene::{
    account, delete, get, list, made, operation, patch, post, put, start, user,
};

#[apply(case)]
async fn a_deactivated_user_is_suspended_and_signed_out_and_comes_back_dormant(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let mut sent = user("amira");
    sent["emails"] = json!([{"value": amira.email, "primary": true}]);
    let taken_on = post(&server, "/Users", &sent).await.json_of(201);
    assert_eq!(taken_on["id"], amira.id.as_str());
    let path = format!("/Users/{}", amira.id);
    let off = patch(&server, &path, &operation("replace", "active", json!(false))).await.json_of(200);
    assert_eq!(off["active"], false);
    assert_eq!(account(&server, &amira.id).await["status"], "suspended");
    amira.get("/api/v2/users/me").await.expect(401);
    let on = patch(&server, &path, &operation("replace", "", json!({"active": true}))).await.json_of(200);
    assert_eq!(on["active"], true);
    assert_eq!(account(&server, &amira.id).await["status"], "dormant");
    // The session was ended, not only held: a new login is needed.
    amira.get("/api/v2/users/me").await.expect(401);
    amira.log_in().await;
    assert_eq!(account(&server, &amira.id).await["status"], "active");
    patch(&server, &path, &operation("replace", "active", json!(true))).await.expect(200);
    assert_eq!(account(&server, &amira.id).await["status"], "active", "who is active stays so");
}

#[apply(case)]
async fn a_deleted_user_is_gone_for_scim_and_suspended_here(engine: Engine) {
    let server = start(engine).await;
    let id = made(&server, "amira").await;
    let answer = delete(&server, &format!("/Users/{id}")).await.expect(204);
    assert!(answer.body.is_empty());
    get(&server, &format!("/Users/{id}")).await.expect(404);
    delete(&server, &format!("/Users/{id}")).await.expect(404);
    assert_eq!(list(&server, "/Users", &[]).await.json_of(200)["totalResults"], 0);
    assert_eq!(account(&server, &id).await["status"], "suspended");
    let again = post(&server, "/Users", &user("amira")).await.json_of(201);
    assert_eq!(again["id"], id.as_str(), "the account is taken on again");
    assert_eq!(account(&server, &id).await["status"], "dormant");
}

#[apply(case)]
async fn a_user_who_is_suspended_here_is_inactive_for_scim(engine: Engine) {
    let server = start(engine).await;
    let id = made(&server, "amira").await;
    let before = get(&server, &format!("/Users/{id}")).await.json_of(200);
    let mut person = server.owner().await.clone();
    person.id = id.clone();
    let server = crate::routes::stored::suspend(server, &mut person).await;
    let after = get(&server, &format!("/Users/{id}")).await.json_of(200);
    assert_eq!(after["active"], false);
    assert_ne!(after["meta"]["version"], before["meta"]["version"]);
    let found = list(&server, "/Users", &[("filter", "active eq false")]).await.json_of(200);
    assert_eq!(found["totalResults"], 1);
}

#[apply(case)]
async fn an_account_that_is_deleted_here_is_gone_for_scim(engine: Engine) {
    let server = start(engine).await;
    let id = made(&server, "amira").await;
    let mut person = server.owner().await.clone();
    person.id = id.clone();
    let server = crate::routes::stored::delete(server, &mut person).await;
    get(&server, &format!("/Users/{id}")).await.expect(404);
    let again = post(&server, "/Users", &user("amira")).await.json_of(201);
    assert_ne!(again["id"], id.as_str(), "the name is free for somebody new");
}

#[apply(case)]
async fn the_account_follows_its_address_and_name_but_keeps_its_username(engine: Engine) {
    let server = start(engine).await;
    let id = made(&server, "amira").await;
    let body = operation(
        "replace",
        "",
        json!({
            "userName": "amira.haddad", "displayName": "Amira H.",
            "emails": [{"value": "new@example.com", "primary": true}],
        }),
    );
    patch(&server, &format!("/Users/{id}"), &body).await.expect(200);
    let account = account(&server, &id).await;
    assert_eq!((&account["username"], &account["email"]), (&json!("amira"), &json!("new@example.com")));
    assert_eq!(account["name"], "Amira H.");
    let found =
        list(&server, "/Users", &[("filter", "emails.value eq \"NEW@example.com\"")]).await.json_of(200);
    assert_eq!(found["totalResults"], 1);
    let gone =
        list(&server, "/Users", &[("filter", "emails.value eq \"amira@example.com\"")]).await.json_of(200);
    assert_eq!(gone["totalResults"], 0);
}

#[apply(case)]
async fn an_account_suspended_here_stays_suspended_whatever_the_provider_says(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let mut sent = user("amira");
    sent["emails"] = json!([{"value": amira.email, "primary": true}]);
    post(&server, "/Users", &sent).await.expect(201);
    let path = format!("/Users/{}", amira.id);
    let owner = server.owner().await;
    owner.put(&format!("/api/v2/users/{}/status/suspend", amira.id), &json!({})).await.expect(200);
    sent["active"] = true.into();
    let version = get(&server, &path).await.json_of(200)["meta"].clone();
    for _ in 0..2 {
        let answer = put(&server, &path, &sent).await.json_of(200);
        assert_eq!((&answer["active"], &answer["meta"]), (&json!(false), &version), "nothing is different");
    }
    patch(&server, &path, &operation("replace", "active", json!(true))).await.expect(200);
    // Off and on again at the provider brings nobody back either.
    patch(&server, &path, &operation("replace", "active", json!(false))).await.expect(200);
    patch(&server, &path, &operation("replace", "active", json!(true))).await.expect(200);
    assert_eq!(account(&server, &amira.id).await["status"], "suspended");
    amira.get("/api/v2/users/me").await.expect(401);
    owner.put(&format!("/api/v2/users/{}/status/activate", amira.id), &json!({})).await.expect(200);
    assert_ne!(account(&server, &amira.id).await["status"], "suspended");
    assert_eq!(get(&server, &path).await.json_of(200)["active"], true);
    // Now it is the provider's again.
    patch(&server, &path, &operation("replace", "active", json!(false))).await.expect(200);
    patch(&server, &path, &operation("replace", "active", json!(true))).await.expect(200);
    assert_eq!(account(&server, &amira.id).await["status"], "dormant");
}

#[apply(case)]
async fn an_account_suspended_here_and_by_the_provider_stays_suspended(engine: Engine) {
    let server = start(engine).await;
    let id = made(&server, "amira").await;
    let path = format!("/Users/{id}");
    patch(&server, &path, &operation("replace", "active", json!(false))).await.expect(200);
    let suspend = format!("/api/v2/users/{id}/status/suspend");
    server.owner().await.put(&suspend, &json!({})).await.expect(200);
    patch(&server, &path, &operation("replace", "active", json!(true))).await.expect(200);
    assert_eq!(account(&server, &id).await["status"], "suspended");
    // Forgotten and made again, they are still suspended here.
    delete(&server, &path).await.expect(204);
    assert_eq!(post(&server, "/Users", &user("amira")).await.json_of(201)["active"], false);
    assert_eq!(account(&server, &id).await["status"], "suspended");
}
