//! Features that are off.

use serde_json::json;

use crate::harness::{Engine, Options, Server};

async fn server_without(engine: Engine, feature: &'static str) -> Server {
    Server::start_with(engine, Options { without: vec![feature], ..Options::default() }).await
}

#[apply(case)]
async fn a_disabled_feature_is_not_reported_without_a_session(engine: Engine) {
    let server = server_without(engine, "template_rbac").await;
    server.get("/api/v2/groups").send().await.expect(401);
    let refused = server.owner().await.get("/api/v2/groups").await.expect(403);
    assert!(refused.message().contains("Template RBAC is a Premium feature"), "{}", refused.text());
}

#[apply(case)]
async fn a_disabled_feature_is_reported_before_anything_is_looked_up(engine: Engine) {
    let server = server_without(engine, "template_rbac").await;
    let owner = server.owner().await;
    owner.get("/api/v2/organizations/nowhere/groups").await.expect(403);
    owner.get("/api/v2/groups?colour=red").await.expect(403);
    owner.post("/api/v2/organizations/default/groups", &json!({"name": 1})).await.expect(403);
}

/// TestPatchOrganizationsByUser/RevokedLicense
#[apply(case)]
async fn organizations_can_be_read_without_their_feature(engine: Engine) {
    let server = server_without(engine, "multiple_organizations").await;
    let owner = server.owner().await;
    owner.get("/api/v2/organizations").await.expect(200);
    owner.get("/api/v2/organizations/default/members").await.expect(200);
    let refused = owner.post("/api/v2/organizations", &json!({"name": "two"})).await.expect(403);
    assert!(refused.message().contains("Multiple Organizations is a Premium feature"), "{}", refused.text());
    owner.patch("/api/v2/organizations/default", &json!({"icon": "/i.svg"})).await.expect(403);
    owner.delete("/api/v2/organizations/default").await.expect(403);
}
