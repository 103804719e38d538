//! The provider's tokens while a session is used.

use chrono::TimeDelta;
use serde_json::json;

use super::provider::Refresh;
use super::scene::{CALLBACK, Scene};
use crate::harness::{Engine, Person};

async fn me(person: &Person) -> u16 {
    person.get("/api/v2/users/me").await.status
}

#[apply(case)]
async fn tokens_are_refreshed_when_they_have_ended(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = scene.person("amira", json!({})).await;
    assert_eq!((me(&amira).await, scene.provider.refreshed()), (200, 0));
    scene.server.clock.advance(TimeDelta::hours(2));
    assert_eq!((me(&amira).await, me(&amira).await, scene.provider.refreshed()), (200, 200, 1));
    scene.server.owner().await.get(CALLBACK).await.expect(307);
}

#[apply(case)]
async fn of_many_requests_one_refreshes(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = scene.person("amira", json!({})).await;
    scene.server.clock.advance(TimeDelta::hours(2));
    let statuses = futures::future::join_all((0..12).map(|_| me(&amira))).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    assert_eq!(scene.provider.refreshed(), 1);
}

#[apply(case)]
async fn a_session_without_a_refresh_token_ends_with_its_access_token(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.provider.script(|script| script.refresh = Refresh::Absent);
    let amira = scene.person("amira", json!({})).await;
    scene.server.clock.advance(TimeDelta::hours(2));
    assert_eq!(me(&amira).await, 401);
}

#[apply(case)]
async fn a_user_whom_the_provider_no_longer_knows_is_signed_out(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = scene.person("amira", json!({})).await;
    scene.provider.script(|script| script.refresh = Refresh::Refused("invalid_grant"));
    scene.server.clock.advance(TimeDelta::hours(2));
    let refused = amira.get("/api/v2/users/me").await.expect(401);
    assert!(refused.text().contains("Could not refresh expired OpenID Connect token"));
}

#[apply(case)]
async fn a_provider_that_is_away_signs_nobody_out(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = scene.person("amira", json!({})).await;
    scene.provider.script(|script| script.refresh = Refresh::Away);
    scene.server.clock.advance(TimeDelta::hours(2));
    let answer = amira.get("/api/v2/users/me").await.expect(200);
    let request = answer.header("x-coder-request-id").unwrap();
    let lines = scene.server.log.lines_with("request", request);
    let warned = |line: &serde_json::Value| line["message"].as_str().unwrap().contains("the session goes on");
    assert!(lines.iter().any(warned), "the warning names the request: {lines:?}");
    assert_eq!(me(&amira).await, 200);
    scene.provider.script(|script| script.refresh = Refresh::Given);
    assert_eq!((me(&amira).await, scene.provider.refreshed()), (200, 0), "it is left alone for a minute");
    scene.server.clock.advance(TimeDelta::minutes(2));
    assert_eq!((me(&amira).await, scene.provider.refreshed()), (200, 1));
}

#[apply(case)]
async fn a_provider_that_refuses_this_server_signs_nobody_out(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = scene.person("amira", json!({})).await;
    for error in ["invalid_client", "unauthorized_client", "server_error", "temporarily_unavailable"] {
        scene.provider.script(|script| script.refresh = Refresh::Refused(error));
        scene.server.clock.advance(TimeDelta::hours(2));
        assert_eq!(me(&amira).await, 200, "{error}");
    }
}

#[apply(case)]
async fn only_a_plain_no_signs_anybody_out(engine: Engine) {
    let scene = Scene::new(engine).await;
    for (number, (status, error, me_then)) in [
        (500, "invalid_grant", 200),
        (502, "", 200),
        (503, "temporarily_unavailable", 200),
        (429, "slow_down", 200),
        (429, "invalid_grant", 200),
        (403, "access_denied", 200),
        (404, "invalid_grant", 200),
        (400, "invalid_request", 200),
        (400, "invalid_scope", 200),
        (401, "invalid_client", 200),
        (400, "something_new", 200),
        (400, "invalid_grant", 401),
        (401, "invalid_grant", 401),
        (400, "interaction_required", 401),
    ]
    .into_iter()
    .enumerate()
    {
        scene.provider.script(|script| script.refresh = Refresh::Given);
        let person = scene.person(&format!("person-{number}"), json!({})).await;
        scene.provider.script(|script| script.refresh = Refresh::Status(status, error));
        scene.server.clock.advance(TimeDelta::hours(2));
        assert_eq!(me(&person).await, me_then, "{status} {error}");
    }
}

#[apply(case)]
async fn a_user_whom_the_provider_refuses_loses_every_session_and_its_keys(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = scene.person("amira", json!({})).await;
    let key = amira.post("/api/v2/users/me/keys", &json!(null)).await.json_of(201);
    let made = Person { token: key["key"].as_str().unwrap().to_owned(), ..amira.clone() };
    assert_eq!(me(&made).await, 200);
    scene.provider.script(|script| script.refresh = Refresh::Refused("invalid_grant"));
    scene.server.clock.advance(TimeDelta::hours(2));
    assert_eq!((me(&amira).await, me(&made).await), (401, 401));
    // A new login doesn't give the old ones back.
    scene.provider.script(|script| script.refresh = Refresh::Given);
    let again = scene.person("amira", json!({})).await;
    assert_eq!((me(&again).await, me(&amira).await, me(&made).await), (200, 401, 401));
}

#[apply(case)]
async fn a_refresh_token_is_spent_once_by_all_replicas_together(engine: Engine) {
    // One SQLite database serves one server.
    if engine == Engine::Sqlite {
        return;
    }
    let keys = "3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8=";
    let scene = Scene::with(engine, &[("encryption-keys", keys)]).await;
    let beside = scene.server.beside().await;
    let amira = scene.person("amira", json!({})).await;
    let there = Person { address: beside.get("/").address, ..amira.clone() };
    scene.provider.script(|script| script.refresh = Refresh::Once);
    for round in 1..=3 {
        scene.server.clock.advance(TimeDelta::hours(2));
        let calls = (0..8).map(|number| me(if number % 2 == 0 { &amira } else { &there }));
        let statuses = futures::future::join_all(calls).await;
        assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
        assert_eq!(scene.provider.refreshed(), round);
    }
}

#[apply(case)]
async fn a_request_is_decided_by_what_its_refresh_gave(engine: Engine) {
    let flags = [("oidc-sync-on-refresh", "true"), ("oidc-user-role-field", "roles")];
    let scene = Scene::with(engine, &flags).await;
    let amira = scene.person("amira", json!({"roles": ["auditor"]})).await;
    amira.get("/api/v2/audit?limit=1").await.expect(200);
    scene.claims("amira", json!({"roles": []}));
    scene.server.clock.advance(TimeDelta::hours(2));
    amira.get("/api/v2/audit?limit=1").await.expect(403);
}

/// Somebody in a team, which follows the claim `groups` at a login and at each refresh.
async fn in_a_team(engine: Engine) -> (Scene, Person) {
    let scene = Scene::with(engine, &[("oidc-sync-on-refresh", "true")]).await;
    let owner = scene.server.owner().await;
    let path = "/api/v2/organizations/default/settings/idpsync/groups";
    owner.patch(path, &json!({"field": "groups"})).await.expect(200);
    owner.post("/api/v2/organizations/default/groups", &json!({"name": "team"})).await.expect(201);
    let amira = scene.person("amira", json!({"groups": ["team"]})).await;
    assert_eq!(members(&scene).await, 1);
    (scene, amira)
}

async fn members(scene: &Scene) -> i64 {
    let team = scene.server.owner().await.get("/api/v2/organizations/default/groups/team").await.json_of(200);
    team["total_member_count"].as_i64().unwrap()
}

#[apply(case)]
async fn a_refresh_without_an_id_token_keeps_what_the_last_one_said(engine: Engine) {
    let (scene, amira) = in_a_team(engine).await;
    scene.provider.script(|script| script.refreshed_id_token = false);
    scene.server.clock.advance(TimeDelta::hours(2));
    assert_eq!((me(&amira).await, scene.provider.refreshed(), members(&scene).await), (200, 1, 1));
    // Userinfo is newer than the id_token of the login.
    scene.provider.script(|script| script.userinfo = Some(json!({"sub": "amira", "groups": []})));
    scene.server.clock.advance(TimeDelta::hours(2));
    assert_eq!((me(&amira).await, scene.provider.refreshed(), members(&scene).await), (200, 2, 0));
}

#[apply(case)]
async fn a_refresh_that_speaks_of_somebody_else_changes_nothing(engine: Engine) {
    let (scene, amira) = in_a_team(engine).await;
    scene.claims("jonas", json!({"groups": []}));
    scene.server.clock.advance(TimeDelta::hours(2));
    assert_eq!((me(&amira).await, scene.provider.refreshed(), members(&scene).await), (200, 1, 1));
}

#[apply(case)]
async fn groups_are_synchronized_at_a_refresh_only_if_asked_for(engine: Engine) {
    for (asked, members) in [("false", 0), ("true", 1)] {
        let scene = Scene::with(engine, &[("oidc-sync-on-refresh", asked)]).await;
        let owner = scene.server.owner().await;
        let settings = json!({"field": "groups"});
        let path = "/api/v2/organizations/default/settings/idpsync/groups";
        owner.patch(path, &settings).await.expect(200);
        owner.post("/api/v2/organizations/default/groups", &json!({"name": "team"})).await.expect(201);
        let amira = scene.person("amira", json!({})).await;
        scene.claims("amira", json!({"groups": ["team"]}));
        scene.server.clock.advance(TimeDelta::hours(2));
        assert_eq!((me(&amira).await, self::members(&scene).await), (200, members), "{asked}");
    }
}
