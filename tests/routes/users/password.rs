//! `PUT /users/{user}/password`, and whether a password would do (TestUpdateUserPassword)

use serde_json::{Value, json};

use crate::harness::{Answer, Engine, Person, Server, secrets};
use crate::routes::stored;

const NEW: &str = "Nine-Herons-Paint-the-Harbour";

async fn change(person: &Person, user: &str, old: Value, new: &str) -> Answer {
    secrets::register(NEW);
    let body = json!({"old_password": old, "password": new});
    person.put(&format!("/api/v2/users/{user}/password"), &body).await
}

#[apply(case)]
async fn update_user_password_member_can_change_own_password(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    change(&amira, "me", json!(amira.password), NEW).await.expect(204);
    let login = json!({"email": amira.email, "password": amira.password});
    server.post("/api/v2/users/login", &login).send().await.expect(401);
    Person { password: NEW.into(), ..amira }.log_in().await;
}

#[apply(case)]
async fn update_user_password_admin_can_change_member_password(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let mut admin = server.member("admin").await;
    let server = stored::give_roles(server, &mut admin, &["user-admin"]).await;
    change(&admin, "amira", Value::Null, NEW).await.expect(204);
    let mut amira = Person { password: NEW.into(), ..amira };
    stored::follow(&server, &mut amira);
    amira.log_in().await;
    let wrong = change(server.owner().await, "amira", json!("not-the-old-one"), "Tz4!kPq9#sLw-x").await;
    assert_eq!(wrong.expect(400).faulty_fields(), ["old_password"], "checked when it is given");
    change(server.owner().await, "amira", json!(NEW), "Tz4!kPq9#sLw-x").await.expect(204);
}

#[apply(case)]
async fn update_user_password_member_cant_change_own_without_the_old(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for old in [Value::Null, json!("")] {
        let refused = change(&amira, "me", old, NEW).await.expect(400);
        assert_eq!(refused.message(), "Old password is required.");
    }
    amira.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn update_user_password_owner_cant_change_own_without_the_old(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let refused = change(owner, "owner", Value::Null, NEW).await.expect(400);
    assert_eq!(refused.message(), "Old password is required.");
    change(owner, "me", json!(owner.password), NEW).await.expect(204);
}

#[apply(case)]
async fn update_user_password_auditor_cant_tell_member_password(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let mut auditor = server.member("auditor").await;
    let server = stored::give_roles(server, &mut auditor, &["auditor"]).await;
    let right = change(&auditor, "amira", json!(amira.password), NEW).await.expect(404);
    let wrong = change(&auditor, "amira", json!("not-the-old-one"), NEW).await.expect(404);
    assert_eq!(right.body, wrong.body);
    assert!(right.message().contains("Resource not found"), "{}", right.text());
    drop(server);
}

#[apply(case)]
async fn update_user_password_member_cant_change_admin_password(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    change(&amira, "owner", Value::Null, NEW).await.expect(404);
    server.owner().await.log_in().await;
}

#[apply(case)]
async fn update_user_password_weak_password_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for weak in ["password", &"Tz4!kPq9".repeat(9)] {
        for (person, user) in [(&amira, "me"), (server.owner().await, "amira")] {
            let refused = change(person, user, json!(amira.password), weak).await.expect(400);
            assert_eq!(refused.message(), "Invalid password.");
            assert_eq!(refused.faulty_fields(), ["password"]);
        }
    }
}

#[apply(case)]
async fn update_user_password_wrong_old_password_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let refused = change(&amira, "me", json!("not-the-old-one"), NEW).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["old_password"]);
    amira.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn update_user_password_same_password_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for (person, user, old) in
        [(&amira, "me", json!(amira.password)), (server.owner().await, "amira", Value::Null)]
    {
        let refused = change(person, user, old, &amira.password).await.expect(400);
        assert_eq!(refused.message(), "New password cannot match old password.");
    }
}

/// TestUpdateUserPassword/ChangingPasswordDeletesKeys
#[apply(case)]
async fn update_user_password_changing_password_deletes_keys(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let other = Person { token: amira.log_in().await, ..amira.clone() };
    let token = amira.post("/api/v2/users/me/keys/tokens", &json!({})).await.json_of(201);
    let token = Person { token: token["key"].as_str().unwrap().into(), ..amira.clone() };
    secrets::register(&token.token);
    token.get("/api/v2/users/me").await.expect(200);
    change(&amira, "me", json!(amira.password), NEW).await.expect(204);
    for person in [&amira, &other, &token] {
        person.get("/api/v2/users/me").await.expect(401);
    }
    server.owner().await.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn update_user_password_of_an_account_without_one_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let body = json!({"email": "", "username": "robot", "login_type": "none", "service_account": true,
        "organization_ids": [default["id"]]});
    owner.post("/api/v2/users", &body).await.expect(201);
    let refused = change(owner, "robot", Value::Null, NEW).await.expect(400);
    assert!(refused.message().contains("log in with a password"), "{}", refused.text());
}

#[apply(case)]
async fn validate_user_password_says_whether_and_why_not(engine: Engine) {
    let server = Server::start(engine).await;
    let verdict = async |password: &str| {
        let call = server.post("/api/v2/users/validate-password", &json!({"password": password}));
        call.send().await.json_of(200)
    };
    assert_eq!(verdict(NEW).await, json!({"valid": true, "details": ""}));
    for weak in ["", "password", &"Tz4!kPq9".repeat(9)] {
        let said = verdict(weak).await;
        assert_eq!(said["valid"], false, "{weak}");
        assert_ne!(said["details"], "", "{weak}");
    }
}
