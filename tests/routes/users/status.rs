//! `PUT /users/{user}/status/suspend` and `…/activate`

use http::Method;
use serde_json::json;

use crate::harness::{Answer, Engine, Person, Server};
use crate::routes::stored;

async fn set(person: &Person, user: &str, verb: &str) -> Answer {
    person.call(Method::PUT, &format!("/api/v2/users/{user}/status/{verb}")).send().await
}

/// TestPutUserSuspend
#[apply(case)]
async fn put_user_suspend_keeps_sessions_and_tokens_out_until_activation(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    assert_eq!(set(owner, "amira", "suspend").await.json_of(200)["status"], "suspended");
    let refused = amira.get("/api/v2/users/me").await.expect(401);
    assert!(refused.message().contains("Contact an admin"), "{}", refused.text());
    let login = json!({"email": amira.email, "password": amira.password});
    let refused = server.post("/api/v2/users/login", &login).send().await.expect(401);
    assert!(refused.message().contains("suspended"), "{}", refused.text());
    assert_eq!(set(owner, "amira", "activate").await.json_of(200)["status"], "active");
    amira.get("/api/v2/users/me").await.expect(401);
    amira.log_in().await;
}

#[apply(case)]
async fn put_user_suspend_of_an_owner_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let mut second = server.member("second").await;
    let server = stored::give_roles(server, &mut second, &["owner"]).await;
    let refused = set(&second, "owner", "suspend").await.expect(400);
    assert!(refused.message().contains("owner"), "{}", refused.text());
    server.owner().await.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn put_user_suspend_of_oneself_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let mut admin = server.member("admin").await;
    let server = stored::give_roles(server, &mut admin, &["user-admin"]).await;
    for person in [server.owner().await, &admin] {
        let refused = set(person, "me", "suspend").await.expect(400);
        assert!(refused.message().contains("suspend yourself"), "{}", refused.text());
    }
}

#[apply(case)]
async fn changing_the_status_of_a_user_without_permission_is_forbidden(engine: Engine) {
    let server = Server::start(engine).await;
    let mut auditor = server.member("auditor").await;
    let server = stored::give_roles(server, &mut auditor, &["auditor"]).await;
    let plain = server.member("amira").await;
    for verb in ["suspend", "activate"] {
        set(&auditor, "amira", verb).await.expect(403);
        set(&plain, "me", verb).await.expect(403);
        set(&plain, "auditor", verb).await.expect(404);
    }
}

/// TestActivateDormantUser
#[apply(case)]
async fn activate_dormant_user_makes_active(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let body = json!({"email": "robot@example.com", "username": "robot", "password": "Seven-Otters-47-Juggle-Lanterns",
        "organization_ids": [default["id"]]});
    assert_eq!(owner.post("/api/v2/users", &body).await.json_of(201)["status"], "dormant");
    assert_eq!(set(owner, "robot", "activate").await.json_of(200)["status"], "active");
    assert_eq!(set(owner, "robot", "activate").await.json_of(200)["status"], "active");
}

#[apply(case)]
async fn suspending_twice_is_the_same_as_once(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    server.member("amira").await;
    let once = set(owner, "amira", "suspend").await.json_of(200);
    assert_eq!(set(owner, "amira", "suspend").await.json_of(200), once);
    let page = owner.get("/api/v2/users?q=status:suspended").await.json_of(200);
    assert_eq!(page["count"], 1);
}
