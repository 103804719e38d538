//! The order of checks.

use http::Method;
use serde_json::json;

use crate::harness::{Engine, Server};

#[apply(case)]
async fn what_the_path_names_is_looked_for_before_the_rest_is_judged(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    let member = server.member("amira").await;
    let canonical = member.get("/api/v2/organizations/nowhere").await.expect(404).body;
    for organization in ["data", "nowhere"] {
        let groups = format!("/api/v2/organizations/{organization}/groups");
        for answer in [
            member.post(&groups, &json!({"name": "a--b"})).await,
            member.get(&format!("{groups}?colour=red")).await,
            member.patch(&format!("/api/v2/organizations/{organization}"), &json!({"name": 1})).await,
            member.call(Method::POST, &groups).body("application/json", "{").send().await,
            member.call(Method::POST, &groups).body("text/plain", "x").send().await,
            member.post(&groups, &json!({"name": "fine"})).await,
            member.get(&groups).await,
        ] {
            assert_eq!(answer.expect(404).body, canonical, "{organization}");
        }
    }
    for user in ["owner", "nobody", "6a1e8f34-0b6d-4c55-9a7b-2f4c1d8e9b03"] {
        for (rest, body) in [
            ("/profile", json!({"username": "a--b"})),
            ("/password", json!({"password": 1})),
            ("/roles", json!({"roles": 1})),
            ("/appearance", json!({"theme_mode": "blue"})),
        ] {
            let answer = member.put(&format!("/api/v2/users/{user}{rest}"), &body).await.expect(404);
            assert_eq!(answer.body, canonical, "{user}{rest}");
        }
        let tokens = format!("/api/v2/users/{user}/keys/tokens");
        assert_eq!(member.post(&tokens, &json!({"scopes": 1})).await.expect(404).body, canonical, "{user}");
    }
    // Who may see the object is told what is wrong.
    let refused = owner.post("/api/v2/organizations/data/groups", &json!({"name": "a--b"})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["name"]);
    member.put("/api/v2/users/me/profile", &json!({"username": "a--b"})).await.expect(400);
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
