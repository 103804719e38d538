//! `/organizations/{organization}/settings/workspace-sharing`

use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server};

const SHARING: &str = "/api/v2/organizations/default/settings/workspace-sharing";

/// Lets members of an organization read only themselves and their own groups.
pub async fn close(by: &Person, organization: &str) {
    let path = format!("/api/v2/organizations/{organization}/settings/workspace-sharing");
    by.patch(&path, &json!({"sharing_disabled": true})).await.expect(200);
}

fn settings(owners: &str) -> Value {
    json!({
        "sharing_globally_disabled": false,
        "sharing_disabled": owners == "none",
        "shareable_workspace_owners": owners,
    })
}

#[apply(case)]
async fn workspace_sharing_is_for_everyone_until_somebody_says_otherwise(engine: Engine) {
    let server = Server::start(engine).await;
    let member = server.member("amira").await;
    assert_eq!(member.get(SHARING).await.json_of(200), settings("everyone"));
    let owner = server.owner().await;
    owner.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    let data = "/api/v2/organizations/data/settings/workspace-sharing";
    assert_eq!(owner.get(data).await.json_of(200), settings("everyone"));
    member.get(data).await.expect(404);
}

#[apply(case)]
async fn workspace_sharing_is_set_and_an_empty_body_means_everyone(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for (body, expected) in [
        (json!({"sharing_disabled": true}), "none"),
        (json!({}), "everyone"),
        (json!({"shareable_workspace_owners": "none"}), "none"),
        (json!({"sharing_disabled": false}), "everyone"),
        (
            json!({"sharing_disabled": false, "shareable_workspace_owners": "service_accounts"}),
            "service_accounts",
        ),
        (json!({"sharing_disabled": true, "shareable_workspace_owners": "none"}), "none"),
        (json!({"sharing_disabled": null, "shareable_workspace_owners": null}), "everyone"),
    ] {
        server.clock.advance(chrono::TimeDelta::seconds(1));
        assert_eq!(owner.patch(SHARING, &body).await.json_of(200), settings(expected), "{body}");
        assert_eq!(owner.get(SHARING).await.json_of(200), settings(expected), "{body}");
    }
    let log = owner.get("/api/v2/audit?q=organization%20action:write").await.json_of(200);
    let diff = &log["audit_logs"][0]["diff"]["shareable_workspace_owners"];
    assert_eq!((&diff["old"], &diff["new"]), (&json!("none"), &json!("everyone")), "{log}");
}

#[apply(case)]
async fn workspace_sharing_that_contradicts_itself_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for (body, field) in [
        (
            json!({"sharing_disabled": true, "shareable_workspace_owners": "everyone"}),
            "shareable_workspace_owners",
        ),
        (json!({"sharing_disabled": false, "shareable_workspace_owners": "none"}), "sharing_disabled"),
        (json!({"shareable_workspace_owners": "friends"}), "shareable_workspace_owners"),
    ] {
        let refused = owner.patch(SHARING, &body).await.expect(400);
        assert_eq!(refused.faulty_fields(), [field], "{body}");
    }
    assert_eq!(owner.get(SHARING).await.json_of(200), settings("everyone"));
}

#[apply(case)]
async fn workspace_sharing_is_changed_by_those_who_govern_the_organization(engine: Engine) {
    let server = Server::start(engine).await;
    let (admin, member) = (server.member("admin").await, server.member("amira").await);
    let roles = format!("/api/v2/organizations/default/members/{}/roles", admin.id);
    server.owner().await.put(&roles, &json!({"roles": ["organization-admin"]})).await.expect(200);
    member.patch(SHARING, &json!({"sharing_disabled": true})).await.expect(403);
    admin.patch(SHARING, &json!({"sharing_disabled": true})).await.expect(200);
}
