//! `POST /users/{user}/workspaces`, `POST /organizations/{organization}/members/{user}/workspaces`

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::scene::{
    BUILDS, Declared, MINE, ask, ask_build, audited, build, ended, outsider, path, ruled, start, template,
    template_of, version, workspace, workspace_with,
};
use crate::harness::Engine;
use crate::routes::template_versions::scene::{role_here, site_role};
use crate::routes::templates::scene::{VERSIONS, id};

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

/// TestPostWorkspacesByOrganization/Create
#[apply(case)]
async fn a_workspace_is_made_and_started(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let base = template_of(
        &server,
        "base",
        Declared::default().archive("base"),
        json!({"default_ttl_ms": 7_200_000}),
    )
    .await;
    let made = ask(&amira, &base, "dev", json!({})).await.json_of(201);
    let first = &made["latest_build"];
    for (field, expected) in [
        ("build_number", json!(1)),
        ("transition", json!("start")),
        ("reason", json!("initiator")),
        ("initiator_name", json!("amira")),
        ("resources", json!([])),
        ("deadline", json!(null)),
    ] {
        assert_eq!(first[field], expected, "{field}");
    }
    assert!(first["template_version_name"].as_str().is_some_and(|name| !name.is_empty()), "unlike there");
    assert_eq!((&made["owner_name"], &made["template_name"]), (&json!("amira"), &json!("base")));
    assert_eq!((&made["ttl_ms"], &made["automatic_updates"]), (&json!(7_200_000), &json!("never")));
    ended(&server, first).await;
    let now = amira.get(&path(&made)).await.json_of(200);
    assert_eq!((&now["latest_build"]["status"], &now["outdated"]), (&json!("running"), &json!(false)));
    let done = time(&now["latest_build"]["job"]["completed_at"]);
    assert_eq!(time(&now["latest_build"]["deadline"]), done + TimeDelta::hours(2));
    assert_eq!(now["latest_build"]["resources"][0]["agents"][0]["name"], "main");
    let kinds = audited(&server, "dev").await;
    assert!(kinds.contains(&("workspace".into(), "create".into())), "{kinds:?}");
    assert!(kinds.contains(&("workspace_build".into(), "start".into())), "{kinds:?}");
}

/// Faults name their fields.
#[apply(case)]
async fn everything_that_is_wrong_is_named_by_the_field_of_the_request(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let size = ruled("size", |rule| {
        rule.of = burgrave_core::provisioning::parameters::ParameterType::Number;
        rule.default = "1".into();
    });
    let base = template_of(&server, "base", Declared::with(vec![size]).archive("base"), json!({})).await;
    let other = "4c1f0b7d-6a25-4e8c-9b33-7f0d2e5a8c94";
    let all = json!({
        "name": "new", "template_id": base["id"], "autostart_schedule": "every morning", "ttl_ms": 1,
        "rich_parameter_values": [{"name": "size", "value": "abc"}], "template_version_preset_id": other,
    });
    for (body, fields) in [
        (json!({"name": "dev"}), &["template_id", "template_version_id"][..]),
        (json!({"name": "-"}), &["name"]),
        (json!({}), &["name", "template_id", "template_version_id"]),
        (json!({"template_id": other}), &["name", "template_id"]),
        (
            json!({"name": "dev", "template_id": base["id"], "template_version_id": base["active_version_id"]}),
            &["template_id", "template_version_id"],
        ),
        (json!({"name": "dev", "template_id": other}), &["template_id"]),
        (json!({"name": "dev", "template_version_id": other}), &["template_version_id"]),
        (all, &["autostart_schedule", "name", "size", "template_version_preset_id", "ttl_ms"]),
        (
            json!({"name": "dev", "template_id": base["id"], "automatic_updates": "sometimes"}),
            &["automatic_updates"],
        ),
    ] {
        let refused = owner.post(MINE, &body).await.expect(400);
        assert_eq!(refused.faulty_fields(), fields, "{body}");
    }
}

/// Times are stored as they are sent, and don't overflow.
#[apply(case)]
async fn a_time_to_live_is_kept_to_the_millisecond_within_its_bounds(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let base =
        template_of(&server, "base", Declared::default().archive("base"), json!({"default_ttl_ms": 1})).await;
    for (number, (ttl, kept)) in [
        (json!(61_500), json!(61_500)),
        (json!(0), json!(null)),
        (json!(2_592_000_000_i64), json!(2_592_000_000_i64)),
    ]
    .into_iter()
    .enumerate()
    {
        let made = ask(owner, &base, &format!("dev{number}"), json!({"ttl_ms": ttl})).await.json_of(201);
        assert_eq!(made.get("ttl_ms").unwrap_or(&json!(null)), &kept);
    }
    for ttl in [json!(59_999), json!(-1), json!(2_592_000_001_i64), json!(i64::MAX), json!(1e30)] {
        let refused = ask(owner, &base, "late", json!({"ttl_ms": ttl})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["ttl_ms"]);
    }
}

/// A deleted template is 404; of versions, an unattached or hidden one is 400, a pending one 406, a failed or
/// archived one 400.
#[apply(case)]
async fn a_template_or_version_that_can_not_be_used_is_refused(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let shut = json!({"disable_everyone_group_access": true});
    let hidden = template_of(&server, "hidden", Declared::default().archive("hidden"), shut).await;
    ask(&amira, &hidden, "dev", json!({})).await.expect(400);
    let gone = template(&server, "gone").await;
    owner.delete(&format!("/api/v2/templates/{}", id(&gone))).await.expect(200);
    ask(owner, &gone, "dev", json!({})).await.expect(404);
    let old = template(&server, "old").await;
    let message = json!({"deprecation_message": "Use base."});
    owner.patch(&format!("/api/v2/templates/{}", id(&old)), &message).await.expect(200);
    let refused = ask(owner, &old, "dev", json!({})).await.expect(400);
    assert_eq!(refused.json()["detail"], "Use base.");
    let base = template(&server, "base").await;
    let second = version(&server, &base, "second", &Declared::default()).await;
    owner.post(&format!("/api/v2/templateversions/{}/archive", id(&second)), &json!({})).await.expect(200);
    let by_version = |version: &Value| json!({"name": "dev", "template_version_id": version["id"]});
    let refused = owner.post(MINE, &by_version(&second)).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["template_version_id"]);
    let broken = crate::routes::templates::scene::version_of(
        &server,
        owner,
        b"no archive".to_vec(),
        json!({"template_id": base["id"], "name": "broken"}),
    )
    .await;
    assert_eq!(broken["job"]["status"], "failed");
    owner.post(MINE, &by_version(&broken)).await.expect(400);
    let file = &broken["job"]["file_id"];
    let body = json!({
        "storage_method": "file", "file_id": file, "provisioner": "terraform", "template_id": base["id"],
        "tags": {"where": "nowhere"},
    });
    let waiting = owner.post(VERSIONS, &body).await.json_of(201);
    owner.post(MINE, &by_version(&waiting)).await.expect(406);
}

/// A taken name is 409, also in a race.
#[apply(case)]
async fn a_name_is_free_again_once_its_workspace_is_deleted(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let base = template(&server, "base").await;
    let made = workspace(&server, &amira, &base, "dev").await;
    let refused = ask(&amira, &base, "DEV", json!({})).await.expect(409);
    assert_eq!(refused.faulty_fields(), ["name"]);
    ask(server.owner().await, &base, "dev", json!({})).await.expect(201);
    build(&server, &amira, &made, json!({"transition": "delete"})).await;
    ask(&amira, &base, "dev", json!({})).await.expect(201);
    let at_once = futures::future::join_all((0..6).map(|_| ask(&amira, &base, "race", json!({})))).await;
    let mut statuses: Vec<_> = at_once.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
}

/// Creating workspaces for other users.
#[apply(case)]
async fn who_governs_the_organization_makes_workspaces_for_its_members(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let base = template(&server, "base").await;
    let body = json!({"name": "gift", "template_id": base["id"]});
    let of = |name: &str| format!("/api/v2/users/{name}/workspaces");
    jonas.post(&of("amira"), &body).await.expect(403);
    jonas.post(&of("nobody"), &body).await.expect(404);
    owner.post(&of("nobody"), &body).await.expect(404);
    site_role(&server, &jonas, "template-admin").await;
    jonas.post(&of("amira"), &body).await.expect(403);
    role_here(&server, &jonas, "organization-admin").await;
    let made = jonas.post(&of("amira"), &body).await.json_of(201);
    assert_eq!(
        (&made["owner_id"], &made["latest_build"]["initiator_id"]),
        (&json!(amira.id), &json!(jonas.id))
    );
    let older = "/api/v2/organizations/default/members/amira/workspaces";
    jonas.post(older, &body).await.expect(409);
    let second = json!({"name": "second", "template_version_id": base["active_version_id"]});
    jonas.post(older, &second).await.expect(201);
    amira.post("/api/v2/organizations/default/members/me/workspaces", &second).await.expect(409);
    amira.post("/api/v2/organizations/default/members/jonas/workspaces", &second).await.expect(403);
    jonas.post("/api/v2/organizations/default/members/nobody/workspaces", &second).await.expect(404);
    let elsewhere = outsider(&server, "yan").await;
    owner.post(&of(&elsewhere.username), &body).await.expect(400);
}

#[apply(case)]
async fn a_template_decides_what_its_users_may_set(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let settings =
        json!({"allow_user_autostart": false, "allow_user_autostop": false, "default_ttl_ms": 3_600_000});
    let base = template_of(&server, "base", Declared::default().archive("base"), settings).await;
    let body = json!({"autostart_schedule": "0 9 * * *", "ttl_ms": 60_000});
    let refused = ask(owner, &base, "dev", body).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["autostart_schedule", "ttl_ms"]);
    let made = workspace_with(&server, owner, &base, "dev", json!({"ttl_ms": 3_600_000})).await;
    for (what, body) in [("autostart", json!({"schedule": "0 9 * * *"})), ("ttl", json!({"ttl_ms": 60_000}))]
    {
        owner.put(&format!("{}/{what}", path(&made)), &body).await.expect(400);
    }
    owner.put(&format!("{}/ttl", path(&made)), &json!({"ttl_ms": 3_600_000})).await.expect(204);
    owner.put(&format!("{}/autostart", path(&made)), &json!({})).await.expect(204);
}

/// What clients send for nothing counts as nothing.
#[apply(case)]
async fn nil_ids_and_null_mean_none(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let base = template(&server, "base").await;
    let nil = "00000000-0000-0000-0000-000000000000";
    let body = json!({
        "name": "dev", "template_id": nil, "template_version_id": base["active_version_id"],
        "autostart_schedule": null, "ttl_ms": null, "rich_parameter_values": null,
        "automatic_updates": "always", "template_version_preset_id": nil,
    });
    let made = owner.post(MINE, &body).await.json_of(201);
    assert_eq!((made.get("ttl_ms"), made.get("autostart_schedule")), (None, None));
    assert_eq!(made["automatic_updates"], "always");
    ended(&server, &made["latest_build"]).await;
    let body = json!({"transition": "stop", "template_version_id": nil, "template_version_preset_id": nil});
    ask_build(owner, &made, body).await.expect(201);
    owner.patch(&format!("{BUILDS}/{nil}/cancel"), &json!({})).await.expect(404);
}
