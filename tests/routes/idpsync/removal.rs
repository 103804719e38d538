//! What is deleted leaves no trace in mappings.

use serde_json::{Value, json};

use super::{EVERYWHERE, HERE};
use crate::harness::{Engine, Person, Server};

async fn mapping(owner: &Person, path: &str) -> Value {
    owner.get(path).await.json_of(200)["mapping"].clone()
}

#[apply(case)]
async fn a_deleted_organization_leaves_the_mapping_of_organization_sync(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let data = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    let default = owner.get("/api/v2/organizations/default").await.json_of(200)["id"].clone();
    let path = format!("{EVERYWHERE}/organization");
    let settings = json!({"field": "orgs", "mapping": {"a": [data["id"], default], "b": [data["id"]]}});
    owner.patch(&path, &settings).await.expect(200);
    owner.delete("/api/v2/organizations/data").await.expect(200);
    assert_eq!(mapping(owner, &path).await, json!({"a": [default]}));
}

#[apply(case)]
async fn a_deleted_group_leaves_the_mapping_of_group_sync(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let team =
        owner.post("/api/v2/organizations/default/groups", &json!({"name": "team"})).await.json_of(201);
    owner.post("/api/v2/organizations/default/groups", &json!({"name": "other"})).await.expect(201);
    let path = format!("{HERE}/groups");
    let settings = json!({"field": "groups", "mapping": {"a": [team["id"]], "other": [team["id"]], "c": []}});
    owner.patch(&path, &settings).await.expect(200);
    owner.delete(&format!("/api/v2/groups/{}", team["id"].as_str().unwrap())).await.expect(200);
    // A value that is another group's name doesn't begin to count as one.
    assert_eq!(mapping(owner, &path).await, json!({"other": [], "c": []}));
}

#[apply(case)]
async fn a_deleted_role_leaves_the_mapping_of_role_sync(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let permission = json!({"resource_type": "group", "action": "read"});
    let role = json!({"name": "reader", "organization_permissions": [permission]});
    owner.post("/api/v2/organizations/default/members/roles", &role).await.expect(200);
    let path = format!("{HERE}/roles");
    let settings = json!({"field": "roles",
        "mapping": {"a": ["reader", "organization-auditor"], "b": ["reader"], "organization-admin": ["reader"]}});
    owner.patch(&path, &settings).await.expect(200);
    owner.delete("/api/v2/organizations/default/members/roles/reader").await.expect(204);
    let left = json!({"a": ["organization-auditor"], "organization-admin": []});
    assert_eq!(mapping(owner, &path).await, left);
}
