//! The order of checks.

use serde_json::json;

use crate::harness::{Engine, Server};

#[apply(case)]
async fn malformed_input_is_refused_before_the_object_is_looked_up(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    let member = server.member("amira").await;
    for organization in ["data", "nowhere"] {
        let groups = format!("/api/v2/organizations/{organization}/groups");
        let body = member.post(&groups, &json!({"name": "a--b"})).await.expect(400);
        assert_eq!(body.faulty_fields(), ["name"]);
        member.get(&format!("{groups}?colour=red")).await.expect(400);
        member.patch(&format!("/api/v2/organizations/{organization}"), &json!({"name": 1})).await.expect(400);
        member.post(&groups, &json!({"name": "fine"})).await.expect(404);
        member.get(&groups).await.expect(404);
    }
}

#[apply(case)]
async fn nobody_without_a_session_learns_anything_else(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await;
    let malformed =
        server.post("/api/v2/organizations/default/groups", &json!({"name": 1})).send().await.expect(401);
    let missing = server.get("/api/v2/organizations/nowhere").send().await.expect(401);
    let there = server.get("/api/v2/organizations/default").send().await.expect(401);
    assert_eq!(missing.body, there.body);
    assert_eq!(malformed.body, there.body);
}
