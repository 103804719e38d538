//! `GET /audit?q=…`

use serde_json::json;

use super::scene::{AUDIT, found, in_short, organization_with_a_group};
use crate::harness::{Engine, Server};
use crate::specification;

#[apply(case)]
async fn each_key_narrows_the_search(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    organization_with_a_group(&server, "engineering", "Backend").await;
    organization_with_a_group(&server, "research", "lab").await;
    for (q, expected) in [
        ("group", &["create group lab", "create group Backend"][..]),
        ("resource_type:GROUP", &["create group lab", "create group Backend"]),
        ("resource_target:backend", &["create group Backend"]),
        ("resource_target:back", &[]),
        ("action:login", &["login api_key owner"]),
        ("group action:delete", &[]),
        ("organization:Engineering group", &["create group Backend"]),
        ("organization:default", &[]),
        ("resource_type:group organization:research", &["create group lab"]),
        ("build_reason:autostart", &[]),
        ("workspace_build", &[]),
    ] {
        assert_eq!(in_short(&found(owner, q).await), expected, "{q}");
    }
}

#[apply(case)]
async fn days_are_whole_and_in_utc(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    server.clock.advance(chrono::TimeDelta::hours(15));
    owner.post("/api/v2/organizations", &json!({"name": "late"})).await.expect(201);
    server.clock.advance(chrono::TimeDelta::hours(1));
    owner.post("/api/v2/organizations", &json!({"name": "next-day"})).await.expect(201);
    for (q, expected) in [
        ("date_from:2026-03-03", &["create organization next-day"][..]),
        ("date_to:2026-03-02 organization", &["create organization late"]),
        ("date_from:2026-03-02 date_to:2026-03-02 organization", &["create organization late"]),
        ("date_from:2026-03-04", &[]),
        ("date_to:2026-03-01", &[]),
    ] {
        assert_eq!(in_short(&found(owner, q).await), expected, "{q}");
    }
}

#[apply(case)]
async fn people_are_found_by_username_address_and_me(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    server.member("amira").await;
    for (q, expected) in [
        ("username:Amira action:login", &["login api_key amira"][..]),
        ("email:AMIRA@example.com action:login", &["login api_key amira"]),
        ("username:amira email:owner@example.com", &[]),
        ("username:me action:login", &["login api_key owner"]),
        ("username:nobody", &[]),
    ] {
        assert_eq!(in_short(&found(owner, q).await), expected, "{q}");
    }
}

#[apply(case)]
async fn an_entry_is_found_by_its_request_and_its_resource(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let answer = owner.post("/api/v2/organizations", &json!({"name": "research"})).await;
    let request = answer.header("x-coder-request-id").unwrap().to_owned();
    let id = answer.json_of(201)["id"].as_str().unwrap().to_owned();
    for q in [format!("request_id:{request}"), format!("resource_id:{id}")] {
        assert_eq!(in_short(&found(owner, &q).await), ["create organization research"], "{q}");
    }
    assert_eq!(found(owner, &format!("resource_id:{request}")).await.len(), 0);
    assert_eq!(found(owner, &format!("organization:{id}")).await.len(), 1);
}

#[apply(case)]
async fn faults_of_a_search_come_all_at_once(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let wrong = "dragon action:tame colour:red request_id:1 resource_id:x date_from:yesterday \
                 date_to:2026-3-2 organization:nowhere build_reason:fun action:create";
    let refused = owner.get(&format!("{AUDIT}?q={}", wrong.replace(' ', "%20"))).await.expect(400);
    assert_eq!(refused.message(), "Invalid audit search query.");
    assert_eq!(
        refused.faulty_fields(),
        [
            "action",
            "build_reason",
            "colour",
            "date_from",
            "date_to",
            "organization",
            "request_id",
            "resource_id",
            "resource_type"
        ]
    );
    assert!(refused.text().contains("may be given only once"), "{}", refused.text());
    for q in ["%22open", "a:b:c", ":a", "group%20group"] {
        owner.get(&format!("{AUDIT}?q={q}")).await.expect(400);
    }
}

#[apply(case)]
async fn whatever_operations_record_can_be_searched_for(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let paths = specification::document()["paths"].as_object().unwrap();
    let operations = paths.values().flat_map(|item| item.as_object().unwrap().values());
    let recorded: Vec<_> =
        operations.map(|operation| &operation["x-audit"]).filter(|one| one.is_object()).collect();
    assert!(recorded.len() > 5, "the specification has audited operations");
    for audit in recorded {
        let (kind, action) = (audit["resource"].as_str().unwrap(), audit["action"].as_str().unwrap());
        owner.get(&format!("{AUDIT}?q=resource_type:{kind}%20action:{action}")).await.expect(200);
        for outcome in audit["outcomes"].as_object().into_iter().flat_map(|outcomes| outcomes.values()) {
            let kind = outcome["resource"].as_str().unwrap_or(kind);
            let action = outcome["action"].as_str().unwrap_or(action);
            owner.get(&format!("{AUDIT}?q=resource_type:{kind}%20action:{action}")).await.expect(200);
        }
    }
}
