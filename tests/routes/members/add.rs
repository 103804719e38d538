//! `POST /organizations/{organization}/members/{user}`

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server};
use crate::routes::stored;

const DATA: &str = "/api/v2/organizations/data/members";

/// A server with an organization `data` that only the owner is in, and its id.
async fn server_with_data(engine: Engine) -> (Server, Value) {
    let server = Server::start(engine).await;
    let made =
        server.owner().await.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    (server, made["id"].clone())
}

async fn add(by: &Person, user: &str) -> crate::harness::Answer {
    by.call(Method::POST, &format!("{DATA}/{user}")).send().await
}

/// TestAddMember/OK
#[apply(case)]
async fn a_user_becomes_a_member_without_a_role(engine: Engine) {
    let (server, data) = server_with_data(engine).await;
    let amira = server.member("amira").await;
    amira.get("/api/v2/organizations/data").await.expect(404);
    let made = add(server.owner().await, "amira").await.json_of(200);
    assert_eq!((&made["user_id"], &made["organization_id"]), (&json!(amira.id), &data));
    assert_eq!(made["roles"], json!([]));
    assert_eq!(made["created_at"], made["updated_at"]);
    amira.get("/api/v2/organizations/data").await.expect(200);
    let everyone = amira.get("/api/v2/organizations/data/groups/Everyone").await.json_of(200);
    assert_eq!(everyone["total_member_count"], 2);
    let ids = amira.get("/api/v2/users/me").await.json_of(200)["organization_ids"].clone();
    assert!(ids.as_array().unwrap().contains(&data), "{ids}");
}

#[apply(case)]
async fn a_user_is_added_by_id_or_name(engine: Engine) {
    let (server, _) = server_with_data(engine).await;
    let amira = server.member("amira").await;
    server.member("jonas").await;
    for key in [amira.id.as_str(), "JONAS"] {
        add(server.owner().await, key).await.expect(200);
    }
    assert_eq!(server.owner().await.get(DATA).await.json_of(200).as_array().unwrap().len(), 3);
}

#[apply(case)]
async fn a_body_is_not_needed_and_not_read(engine: Engine) {
    let (server, _) = server_with_data(engine).await;
    server.member("amira").await;
    let call = server.owner().await.call(Method::POST, &format!("{DATA}/amira"));
    call.body("application/json", "{}").send().await.expect(200);
}

/// TestAddMember/AlreadyMember
#[apply(case)]
async fn somebody_who_is_a_member_already_is_refused(engine: Engine) {
    let (server, _) = server_with_data(engine).await;
    server.member("amira").await;
    add(server.owner().await, "amira").await.expect(200);
    let before = server.owner().await.get(DATA).await.json_of(200);
    for user in ["amira", "me"] {
        let refused = add(server.owner().await, user).await.expect(400);
        assert!(refused.message().contains("already"), "{}", refused.text());
    }
    assert_eq!(server.owner().await.get(DATA).await.json_of(200), before);
}

#[apply(case)]
async fn an_unknown_user_is_not_found(engine: Engine) {
    let (server, _) = server_with_data(engine).await;
    for user in ["nobody", "7d0f2f3c-3c0a-4f57-8d2f-000000000000"] {
        let missing = add(server.owner().await, user).await.expect(404);
        let nowhere = server.owner().await.get("/api/v2/organizations/nowhere").await.expect(404);
        assert_eq!(missing.body, nowhere.body);
    }
    let mut amira = server.member("amira").await;
    let server = stored::delete(server, &mut amira).await;
    add(server.owner().await, &amira.id).await.expect(404);
}

#[apply(case)]
async fn adding_a_member_without_permission_is_not_found(engine: Engine) {
    let (server, data) = server_with_data(engine).await;
    let inside = server.member_of("amira", &[data.as_str().unwrap()]).await;
    let outside = server.member("jonas").await;
    // Even somebody they can read: themselves.
    add(&outside, "me").await.expect(404);
    add(&outside, "nobody").await.expect(404);
    let other =
        server.owner().await.post("/api/v2/organizations", &json!({"name": "art"})).await.json_of(201);
    server.member_of("lena", &[other["id"].as_str().unwrap()]).await;
    // A member may not read other users, so that their names are no secret that this gives away.
    let hidden = add(&inside, "lena").await;
    let missing = add(&inside, "nobody").await;
    assert_eq!(hidden.status, missing.status);
    assert_eq!(hidden.status, 404, "{}", hidden.text());
    assert_eq!(server.owner().await.get(DATA).await.json_of(200).as_array().unwrap().len(), 2);
}

#[apply(case)]
async fn of_many_writers_of_one_membership_exactly_one_wins(engine: Engine) {
    let (server, _) = server_with_data(engine).await;
    server.member("amira").await;
    let owner = server.owner().await.clone();
    let calls = (0..12).map(|_| {
        let owner = owner.clone();
        async move { add(&owner, "amira").await.status }
    });
    let mut statuses = futures::future::join_all(calls).await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(statuses[1..].iter().all(|status| *status == 400), "{statuses:?}");
}
