//! `GET /entitlements`

use burgrave_core::Clock as _;
use chrono::TimeDelta;
use http::Method;
use serde_json::json;

use super::scene::{add, entitlements, licensed};
use crate::harness::{Engine, Options, Person, Server};
use crate::routes::template_versions::scene::site_role;

const PATH: &str = "/api/v2/entitlements";

#[apply(case)]
async fn every_documented_feature_is_entitled_and_enabled(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let found = amira.get(PATH).await.json_of(200);
    let features = found["features"].as_object().unwrap();
    assert_eq!(features.len(), 28);
    for (name, feature) in features {
        assert_eq!(
            (&feature["entitlement"], &feature["enabled"]),
            (&"entitled".into(), &true.into()),
            "{name}"
        );
    }
    for name in ["template_rbac", "workspace_proxy", "advanced_template_scheduling", "access_control", "scim"]
    {
        assert!(features.contains_key(name), "{name}");
    }
    assert_eq!((&found["warnings"], &found["errors"]), (&serde_json::json!([]), &serde_json::json!([])));
    server.get(PATH).send().await.expect(401);
}

#[apply(case)]
async fn active_users_are_counted(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await.clone();
    let active = || async { owner.get(PATH).await.json_of(200)["features"]["user_limit"]["actual"].clone() };
    assert_eq!(active().await, 1);
    let amira = server.member("amira").await;
    assert_eq!(active().await, 2);
    owner
        .put(&format!("/api/v2/users/{}/status/suspend", amira.id), &serde_json::json!({}))
        .await
        .expect(200);
    assert_eq!(active().await, 1);
}

#[apply(case)]
async fn a_feature_that_is_switched_off_is_not_enabled(engine: Engine) {
    let options = Options { without: vec!["template_rbac"], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    let found = server.owner().await.get(PATH).await.json_of(200);
    assert_eq!(found["features"]["template_rbac"]["enabled"], false);
    assert_eq!(found["features"]["custom_roles"]["enabled"], true);
}

#[apply(case)]
async fn without_a_licence_nothing_is_entitled_where_one_is_needed(engine: Engine) {
    let server = licensed(engine).await;
    server.member("amira").await;
    let before = entitlements(&server).await;
    assert_eq!(before["has_license"], false);
    assert!(before["features"].as_object().unwrap().values().all(|one| one["entitlement"] == "not_entitled"));
    let numbers = json!({"features": {"user_limit": 1}});
    add(&server, &numbers).await.expect(201);
    let after = entitlements(&server).await;
    assert_eq!((&after["has_license"], &after["trial"]), (&json!(true), &json!(false)));
    assert_eq!(
        after["features"]["user_limit"],
        json!({"entitlement": "entitled", "enabled": true, "limit": 1, "actual": 2})
    );
    let agents = &after["features"]["managed_agent_limit"];
    assert_eq!((&agents["limit"], &agents["actual"]), (&json!(1000), &json!(0)));
    assert_eq!(agents["usage_period"]["start"], "2025-07-01T00:00:00Z");
    assert_eq!(after["warnings"], json!(["Your deployment has 2 active users but is only licensed for 1."]));
}

#[apply(case)]
async fn warnings_stand_in_headers_for_people_with_a_role_of_the_site(engine: Engine) {
    let server = licensed(engine).await;
    let (amira, samir) = (server.member("amira").await, server.member("samir").await);
    site_role(&server, &samir, "auditor").await;
    let ends = (server.clock.now() + TimeDelta::days(5)).timestamp();
    add(&server, &json!({"license_expires": ends, "exp": ends, "features": {"user_limit": 2}}))
        .await
        .expect(201);
    let warnings = |person: Person, method: Method, path: &'static str| async move {
        let answer = person.call(method, path).send().await;
        let all = answer.headers.get_all("x-coder-entitlements-warning").iter();
        all.map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let expected =
        ["Your license expires in 5 days.", "Your deployment has 3 active users but is only licensed for 2."];
    let owner = server.owner().await;
    for person in [owner, &samir] {
        assert_eq!(warnings(person.clone(), Method::GET, "/api/v2/users/me").await, expected);
    }
    assert_eq!(warnings(owner.clone(), Method::GET, "/api/v2/users/nobody").await, expected, "a refusal too");
    assert_eq!(warnings(amira, Method::GET, "/api/v2/users/me").await, [""; 0]);
    assert!(server.get("/healthz").send().await.header("x-coder-entitlements-warning").is_none());
}

#[apply(case)]
async fn a_licence_that_wants_telemetry_leaves_everything_as_it_was(engine: Engine) {
    let server = licensed(engine).await;
    add(&server, &json!({"account_id": "first"})).await.expect(201);
    add(&server, &json!({"require_telemetry": true, "feature_set": ""})).await.expect(201);
    let found = entitlements(&server).await;
    assert_eq!(found["errors"], json!(["License requires telemetry but telemetry is disabled"]));
    assert_eq!(found["require_telemetry"], true);
    assert_eq!(found["features"]["custom_roles"]["enabled"], true);
    server.owner().await.delete("/api/v2/licenses/2").await.expect(200);
    assert_eq!(entitlements(&server).await["errors"], json!([]));
}

#[apply(case)]
async fn grace_begins_and_ends_by_the_timer(engine: Engine) {
    let server = licensed(engine).await;
    let at = |hours| (server.clock.now() + TimeDelta::hours(hours)).timestamp();
    add(&server, &json!({"license_expires": at(1), "exp": at(2)})).await.expect(201);
    let feature = async || entitlements(&server).await["features"]["custom_roles"].clone();
    assert_eq!(feature().await, json!({"entitlement": "entitled", "enabled": true}));
    server.clock.advance(TimeDelta::minutes(65));
    server.tick().await;
    assert_eq!(feature().await, json!({"entitlement": "grace_period", "enabled": true}));
    server.clock.advance(TimeDelta::hours(1));
    server.tick().await;
    assert_eq!(feature().await, json!({"entitlement": "not_entitled", "enabled": false}));
}

#[apply(case)]
async fn licences_count_after_the_server_has_started_again(engine: Engine) {
    let server = licensed(engine).await;
    add(&server, &json!({})).await.expect(201);
    let server = server.restart().await;
    assert_eq!(entitlements(&server).await["features"]["custom_roles"]["enabled"], true);
}
