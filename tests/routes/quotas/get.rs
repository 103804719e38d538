//! `GET /organizations/{organization}/members/{user}/workspace-quota`, `GET /workspace-quota/{user}`

use burgrave_core::provisioning::build::Transition::{Delete, Start, Stop};
use serde_json::json;

use super::scene::{Built, HERE, allow_everyone, group_of, quota, quota_of, told};
use crate::harness::{Engine, Options, Server};
use crate::routes::template_versions::scene::{role_here, site_role};

/// TestWorkspaceQuota: CreateDelete
#[apply(case)]
async fn groups_make_the_budget_and_the_latest_builds_spend_it(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    assert_eq!(quota(&amira).await, told(0, 0));
    allow_everyone(&server, 1).await;
    group_of(&server, "one", 1, &amira).await;
    group_of(&server, "two", 2, &amira).await;
    assert_eq!(quota(&amira).await, told(0, 4));
    let base = Built::new(&server, "base").await;
    for name in ["a", "b", "c", "d"] {
        assert!(base.build(&server, &amira, name, (Start, 1)).await.decision.permitted);
    }
    assert_eq!(quota(&amira).await, told(4, 4));
    assert!(!base.build(&server, &amira, "e", (Start, 1)).await.decision.permitted);
    assert_eq!(quota(&amira).await, told(4, 4));
    base.build(&server, &amira, "a", (Delete, 0)).await;
    assert_eq!(quota(&amira).await, told(3, 4));
    assert!(base.build(&server, &amira, "e", (Start, 1)).await.decision.permitted);
    let others = server.owner().await.get(&quota_of("amira")).await.json_of(200);
    assert_eq!(others, told(4, 4));
    let by_default = server.owner().await.get("/api/v2/workspace-quota/amira").await.json_of(200);
    assert_eq!(by_default, others);
}

/// TestWorkspaceQuota: StartStop
#[apply(case)]
async fn a_stop_gives_back_what_only_a_start_costs(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    allow_everyone(&server, 4).await;
    let base = Built::new(&server, "base").await;
    for name in ["a", "b"] {
        assert!(base.build(&server, &amira, name, (Start, 2)).await.decision.permitted);
    }
    assert!(!base.build(&server, &amira, "c", (Start, 2)).await.decision.permitted);
    assert!(base.build(&server, &amira, "a", (Stop, 1)).await.decision.permitted);
    assert_eq!(quota(&amira).await, told(3, 4));
    assert!(base.build(&server, &amira, "b", (Stop, 1)).await.decision.permitted);
    assert_eq!(quota(&amira).await, told(2, 4));
}

/// TestWorkspaceQuota: AllowanceEveryone
#[apply(case)]
async fn each_organization_has_a_quota_of_its_own(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    allow_everyone(&server, 3).await;
    let other = owner.post("/api/v2/organizations", &json!({"name": "abbey"})).await.json_of(201);
    let other = other["id"].as_str().unwrap();
    let amira = server.member("amira").await;
    let there = |who: &str| format!("/api/v2/organizations/abbey/members/{who}/workspace-quota");
    owner.patch(&format!("/api/v2/groups/{other}"), &json!({"quota_allowance": 7})).await.expect(200);
    assert_eq!(owner.get(&there("amira")).await.json_of(200), told(0, 0), "no member, so no budget");
    amira.get(&there("me")).await.expect(404);
    let membership = "/api/v2/organizations/abbey/members/amira";
    owner.call(http::Method::POST, membership).send().await.expect(200);
    assert_eq!(amira.get(&there("me")).await.json_of(200), told(0, 7));
    assert_eq!(quota(&amira).await, told(0, 3));
    owner.delete(membership).await.expect(204);
    assert_eq!(owner.get(&there("amira")).await.json_of(200), told(0, 0));
}

#[apply(case)]
async fn without_the_feature_the_budget_is_unlimited(engine: Engine) {
    let options = Options { without: vec!["template_rbac"], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    let amira = server.member("amira").await;
    assert_eq!(quota(&amira).await, told(0, -1));
    assert_eq!(amira.get("/api/v2/workspace-quota/me").await.json_of(200), told(0, -1));
}

#[apply(case)]
async fn the_quota_of_another_is_for_those_who_may_read_them(engine: Engine) {
    let server = Server::start(engine).await;
    server.member("amira").await;
    let path = quota_of("amira");
    server.get(&path).send().await.expect(401);
    let hidden = server.member("jonas").await.get(&path).await.expect(404);
    let missing = server.owner().await.get(&quota_of("nobody")).await.expect(404);
    assert_eq!(hidden.json()["message"], missing.json()["message"]);
    for (role, status) in [("user-admin", 200), ("auditor", 200), ("template-admin", 200)] {
        let person = server.member(role).await;
        site_role(&server, &person, role).await;
        person.get(&path).await.expect(status);
        person.get("/api/v2/workspace-quota/amira").await.expect(status);
    }
    for (role, status) in [("organization-admin", 200), ("organization-template-admin", 404)] {
        let person = server.member(&role.replace("organization", "o")).await;
        role_here(&server, &person, role).await;
        person.get(&path).await.expect(status);
    }
    server.owner().await.get(&format!("{HERE}x/members/me/workspace-quota")).await.expect(404);
}
