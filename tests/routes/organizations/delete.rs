//! `DELETE /organizations/{organization}`

use serde_json::json;

use crate::harness::{Engine, Server};

const ALL: &str = "/api/v2/organizations";

/// TestDeleteOrganizationsByUser/DeleteById, TestDeleteOrganizationsByUser/DeleteByName
#[apply(case)]
async fn an_empty_organization_is_deleted_by_id_or_name(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = owner.post(ALL, &json!({"name": "one"})).await.json_of(201);
    owner.post(ALL, &json!({"name": "two"})).await.expect(201);
    for key in [made["id"].as_str().unwrap(), "TWO"] {
        let answer = owner.delete(&format!("{ALL}/{key}")).await.expect(200);
        assert!(!answer.message().is_empty());
    }
    assert_eq!(owner.get(ALL).await.json_of(200).as_array().unwrap().len(), 1);
}

#[apply(case)]
async fn a_deleted_organization_is_gone_by_id_and_name(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = owner.post(ALL, &json!({"name": "data"})).await.json_of(201);
    let id = made["id"].as_str().unwrap();
    owner.delete(&format!("{ALL}/data")).await.expect(200);
    for path in [
        format!("{ALL}/{id}"),
        format!("{ALL}/data"),
        format!("{ALL}/{id}/groups"),
        format!("/api/v2/groups/{id}"),
    ] {
        owner.get(&path).await.expect(404);
    }
    let again = owner.post(ALL, &json!({"name": "data"})).await.json_of(201);
    assert_ne!(again["id"], id, "the name is free, the identity is new");
}

/// TestDeleteOrganizationsByUser/Default
#[apply(case)]
async fn the_default_organization_can_not_be_deleted(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await.delete(&format!("{ALL}/default")).await.expect(400);
    server.owner().await.get(&format!("{ALL}/coder")).await.expect(200);
}

#[apply(case)]
async fn an_organization_that_holds_resources_is_not_deleted(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = owner.post(ALL, &json!({"name": "data"})).await.json_of(201);
    let amira = server.member_of("amira", &[made["id"].as_str().unwrap()]).await;
    let group = owner.post(&format!("{ALL}/data/groups"), &json!({"name": "team"})).await.json_of(201);
    let refused = owner.delete(&format!("{ALL}/data")).await.json_of(409);
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains("1 group") && detail.contains("1 member"), "{detail}");
    owner.delete(&format!("/api/v2/groups/{}", group["id"].as_str().unwrap())).await.expect(200);
    owner.delete(&format!("{ALL}/data")).await.expect(409);
    owner.delete(&format!("{ALL}/data/members/{}", amira.id)).await.expect(204);
    owner.delete(&format!("{ALL}/data")).await.expect(200);
}

#[apply(case)]
async fn deleting_an_organization_without_permission_is_forbidden(engine: Engine) {
    let server = Server::start(engine).await;
    let made = server.owner().await.post(ALL, &json!({"name": "data"})).await.json_of(201);
    let inside = server.member_of("amira", &[made["id"].as_str().unwrap()]).await;
    let outside = server.member("jonas").await;
    inside.delete(&format!("{ALL}/data")).await.expect(403);
    outside.delete(&format!("{ALL}/data")).await.expect(404);
    server.owner().await.get(&format!("{ALL}/data")).await.expect(200);
}
