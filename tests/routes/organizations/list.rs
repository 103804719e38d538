//! `GET /organizations`

use serde_json::json;

use crate::harness::{Engine, Server};

/// TestMultiOrgFetch
#[apply(case)]
async fn each_caller_sees_the_organizations_that_they_may_read(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let data = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    owner.post("/api/v2/organizations", &json!({"name": "art"})).await.expect(201);
    let names = |list: serde_json::Value| {
        let list = list.as_array().unwrap().clone();
        list.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(owner.get("/api/v2/organizations").await.json_of(200)), ["art", "coder", "data"]);
    let amira = server.member_of("amira", &[data["id"].as_str().unwrap()]).await;
    assert_eq!(names(amira.get("/api/v2/organizations").await.json_of(200)), ["data"]);
    let jonas = server.member("jonas").await;
    assert_eq!(names(jonas.get("/api/v2/organizations").await.json_of(200)), ["coder"]);
}
