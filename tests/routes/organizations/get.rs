//! `GET /organizations/{organization}`

use serde_json::json;

use crate::harness::{Engine, Server};

#[apply(case)]
async fn an_organization_is_found_by_id_name_and_default(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = owner.post("/api/v2/organizations", &json!({"name": "Data"})).await.json_of(201);
    for key in [made["id"].as_str().unwrap(), "Data", "data", "DATA"] {
        assert_eq!(owner.get(&format!("/api/v2/organizations/{key}")).await.json_of(200), made);
    }
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    for key in [default["id"].as_str().unwrap(), "coder", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(owner.get(&format!("/api/v2/organizations/{key}")).await.json_of(200), default);
    }
}

#[apply(case)]
async fn an_organization_of_others_looks_like_one_that_is_missing(engine: Engine) {
    let server = Server::start(engine).await;
    let made =
        server.owner().await.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    let member = server.member("amira").await;
    let missing = member.get("/api/v2/organizations/nowhere").await.expect(404);
    assert_eq!(missing.message(), "Resource not found or you do not have access to this resource");
    for key in [made["id"].as_str().unwrap(), "data", "7d0f2f3c-3c0a-4f57-8d2f-000000000000"] {
        let hidden = member.get(&format!("/api/v2/organizations/{key}")).await.expect(404);
        assert_eq!(hidden.body, missing.body);
    }
}

/// TestOrganizationsByUser/IsDefault
#[apply(case)]
async fn the_default_organization_is_there_from_the_start(engine: Engine) {
    let server = Server::start(engine).await;
    let default = server.owner().await.get("/api/v2/organizations/default").await.json_of(200);
    assert_eq!(default["name"], "coder");
    assert_eq!(default["display_name"], "Coder");
    assert_eq!(default["is_default"], true);
}
