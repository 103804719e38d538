//! `PUT /users/{user}/profile` (TestUpdateUserProfile)

use serde_json::{Value, json};

use crate::harness::{Engine, Server};
use crate::routes::stored;

const USERS: &str = "/api/v2/users";

#[apply(case)]
async fn update_user_profile_changes_username_and_name(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let body = json!({"username": "Amira-H", "name": "Amira Haddad"});
    let changed = amira.put(&format!("{USERS}/me/profile"), &body).await.json_of(200);
    assert_eq!((&changed["username"], &changed["name"]), (&json!("Amira-H"), &json!("Amira Haddad")));
    let owner = server.owner().await;
    owner.get(&format!("{USERS}/amira")).await.expect(404);
    assert_eq!(owner.get(&format!("{USERS}/amira-h")).await.json_of(200), changed);
    let page = owner.get("/api/v2/organizations/default/members").await.json_of(200);
    assert_eq!(page[0]["username"], "Amira-H");
    let again = json!({"username": "AMIRA-H", "name": "Amira"});
    owner.put(&format!("{USERS}/{}/profile", amira.id), &again).await.expect(200);
}

#[apply(case)]
async fn update_user_profile_conflicting_username_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let body = json!({"username": "OWNER", "name": "x"});
    let refused = server.owner().await.put(&format!("{USERS}/amira/profile"), &body).await.expect(409);
    assert_eq!(refused.faulty_fields(), ["username"]);
    // Who may not read the user that has it is told no more than of one that is missing.
    amira.put(&format!("{USERS}/me/profile"), &body).await.expect(404);
    assert_eq!(amira.get(&format!("{USERS}/me")).await.json_of(200)["name"], "");
}

#[apply(case)]
async fn update_user_profile_of_others_needs_the_permission(engine: Engine) {
    let server = Server::start(engine).await;
    let mut auditor = server.member("auditor").await;
    let mut admin = server.member("admin").await;
    let server = stored::give_roles(server, &mut auditor, &["auditor"]).await;
    let server = stored::give_roles(server, &mut admin, &["user-admin"]).await;
    stored::follow(&server, &mut auditor);
    let body = json!({"username": "renamed"});
    auditor.put(&format!("{USERS}/admin/profile"), &body).await.expect(403);
    let plain = server.member("amira").await;
    plain.put(&format!("{USERS}/admin/profile"), &body).await.expect(404);
    admin.put(&format!("{USERS}/amira/profile"), &body).await.expect(200);
}

#[apply(case)]
async fn a_name_that_is_left_out_stays_and_an_empty_one_clears(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let path = format!("{USERS}/me/profile");
    for (name, expected) in
        [(json!("Amira Haddad"), "Amira Haddad"), (Value::Null, "Amira Haddad"), (json!(""), "")]
    {
        let body = json!({"username": "amira", "name": name});
        assert_eq!(amira.put(&path, &body).await.json_of(200)["name"], expected);
    }
    amira.put(&path, &json!({"username": "amira", "name": "Amira"})).await.expect(200);
    assert_eq!(amira.put(&path, &json!({"username": "amira"})).await.json_of(200)["name"], "Amira");
}

#[apply(case)]
async fn update_user_profile_refuses_reserved_usernames(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for username in ["me", "Me", "new", "create", "prebuilds"] {
        let refused =
            owner.put(&format!("{USERS}/me/profile"), &json!({"username": username})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["username"]);
    }
}
