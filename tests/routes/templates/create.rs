//! `POST /organizations/{organization}/templates`

use serde_json::json;

use super::scene::{HERE, id, path, start, template, version};
use crate::harness::Engine;

/// TestPostTemplateByOrganization/Create
#[apply(case)]
async fn a_template_has_all_its_fields(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let first = version(&server, owner, json!({"name": "first"})).await;
    assert_eq!(first["job"]["status"], "succeeded", "{first}");
    let body = json!({"name": "base", "template_version_id": first["id"]});
    let made = owner.post(HERE, &body).await.json_of(201);
    let never = json!({"P50": null, "P95": null});
    let week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    for (field, expected) in [
        ("name", json!("base")),
        ("display_name", json!("")),
        ("provisioner", json!("echo")),
        ("active_version_id", first["id"].clone()),
        ("active_user_count", json!(0)),
        ("build_time_stats", json!({"start": never, "stop": never, "delete": never})),
        ("deprecated", json!(false)),
        ("deleted", json!(false)),
        ("default_ttl_ms", json!(0)),
        ("activity_bump_ms", json!(3_600_000)),
        ("autostop_requirement", json!({"days_of_week": [], "weeks": 1})),
        ("autostart_requirement", json!({"days_of_week": week})),
        ("created_by_name", json!("owner")),
        ("allow_user_autostart", json!(true)),
        ("allow_user_autostop", json!(true)),
        ("allow_user_cancel_workspace_jobs", json!(false)),
        ("failure_ttl_ms", json!(0)),
        ("require_active_version", json!(false)),
        ("max_port_share_level", json!("public")),
        ("cors_behavior", json!("simple")),
        ("use_classic_parameter_flow", json!(false)),
        ("disable_module_cache", json!(false)),
    ] {
        assert_eq!(made[field], expected, "{field}");
    }
    assert_eq!(owner.get(&path(&made)).await.json_of(200), made);
    assert_eq!(owner.get(&format!("{HERE}/BASE")).await.json_of(200), made, "in any letter case");
    let attached = owner.get(&format!("/api/v2/templateversions/{}", id(&first))).await.json_of(200);
    assert_eq!(attached["template_id"], made["id"]);
}

#[apply(case)]
async fn a_template_keeps_what_it_is_made_with(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let first = version(&server, owner, json!({})).await;
    let body = json!({
        "name": "base", "template_version_id": first["id"], "display_name": "Base", "description": "One.",
        "icon": "/i.svg",
        "default_ttl_ms": 3_600_000, "activity_bump_ms": 1, "time_til_autostop_notify_ms": 60_000,
        "failure_ttl_ms": 60_000,
        "dormant_ttl_ms": 120_000, "delete_ttl_ms": 180_000,
        "autostop_requirement": {"days_of_week": ["sunday"], "weeks": 2},
        "autostart_requirement": {"days_of_week": ["monday", "friday"]}, "allow_user_autostart": false,
        "allow_user_autostop": false, "allow_user_cancel_workspace_jobs": true,
        "require_active_version": true,
        "max_port_share_level": "owner", "cors_behavior": "passthru",
        "template_use_classic_parameter_flow": true,
        "disable_module_cache": true,
    });
    let made = owner.post(HERE, &body).await.json_of(201);
    for (field, value) in body.as_object().unwrap() {
        let shown = match field.as_str() {
            "template_version_id" => "active_version_id",
            "dormant_ttl_ms" => "time_til_dormant_ms",
            "delete_ttl_ms" => "time_til_dormant_autodelete_ms",
            "template_use_classic_parameter_flow" => "use_classic_parameter_flow",
            same => same,
        };
        assert_eq!(&made[shown], value, "{field}");
    }
    assert_eq!(owner.get(&path(&made)).await.json_of(200), made);
}

/// TestPostTemplateByOrganization/AlreadyExists, Invalid, MaxTTLTooLow
#[apply(case)]
async fn everything_that_is_wrong_with_a_new_template_is_named(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let first = version(&server, owner, json!({})).await;
    let refused = owner.post(HERE, &json!({})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["name", "template_version_id"]);
    let body = json!({
        "name": "new", "template_version_id": first["id"], "time_til_autostop_notify_ms": 1,
        "failure_ttl_ms": 59_999,
        "dormant_ttl_ms": 2, "delete_ttl_ms": 3, "default_ttl_ms": 9_223_372_036_854_i64,
    });
    let refused = owner.post(HERE, &body).await.expect(400);
    let fields = [
        "default_ttl_ms",
        "delete_ttl_ms",
        "dormant_ttl_ms",
        "failure_ttl_ms",
        "name",
        "time_til_autostop_notify_ms",
    ];
    assert_eq!(refused.faulty_fields(), fields);
    for (field, value) in [
        ("default_ttl_ms", json!(-1)),
        ("description", json!("x".repeat(129))),
        ("display_name", json!(" x")),
        ("icon", json!("x".repeat(257))),
        ("cors_behavior", json!("some")),
        ("max_port_share_level", json!("all")),
    ] {
        let mut body = json!({"name": "base", "template_version_id": first["id"]});
        body[field] = value;
        assert_eq!(owner.post(HERE, &body).await.expect(400).faulty_fields(), [field]);
    }
    for (requirement, field) in [
        (
            json!({"autostop_requirement": {"days_of_week": ["someday"]}}),
            "autostop_requirement.days_of_week[0]",
        ),
        (json!({"autostop_requirement": {"weeks": 17}}), "autostop_requirement.weeks"),
        (json!({"autostart_requirement": {"days_of_week": ["x"]}}), "autostart_requirement.days_of_week[0]"),
    ] {
        let mut body = json!({"name": "base", "template_version_id": first["id"]});
        body.as_object_mut().unwrap().extend(requirement.as_object().unwrap().clone());
        assert_eq!(owner.post(HERE, &body).await.expect(400).faulty_fields(), [field]);
    }
    template(&server, "taken").await;
    let body = json!({"name": "TAKEN", "template_version_id": first["id"]});
    assert_eq!(owner.post(HERE, &body).await.expect(409).faulty_fields(), ["name"]);
}

#[apply(case)]
async fn templates_are_made_from_imported_versions_of_no_template_only(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let used = template(&server, "used").await;
    let failed = super::scene::version_of(&server, owner, b"no archive at all".to_vec(), json!({})).await;
    assert_eq!(failed["job"]["status"], "failed", "{failed}");
    for version in [&used["active_version_id"], &failed["id"]] {
        let body = json!({"name": "base", "template_version_id": version});
        let refused = owner.post(HERE, &body).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["template_version_id"], "{}", refused.text());
    }
    let missing = json!({"name": "base", "template_version_id": "7e4c0a9b-3d58-4f12-8c6e-1b9f5d2a7e03"});
    owner.post(HERE, &missing).await.expect(404);
}

#[apply(case)]
async fn two_templates_of_one_name_at_the_same_time_are_one(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let mut versions = Vec::new();
    for number in 0..3 {
        versions.push(version(&server, owner, json!({"message": format!("{number}")})).await);
    }
    let bodies: Vec<_> =
        versions.iter().map(|one| json!({"name": "base", "template_version_id": one["id"]})).collect();
    let answers = futures::future::join_all(bodies.iter().map(|body| owner.post(HERE, body))).await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409]);
}
