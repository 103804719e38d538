//! `PATCH /templates/{template}`

use chrono::TimeDelta;
use serde_json::json;

use super::scene::{path, start, template};
use crate::harness::Engine;

/// TestPatchTemplateMeta/Modified, AlreadyExists, NotModified
#[apply(case)]
async fn what_is_given_changes_and_the_rest_stays(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let made = template(&server, "base").await;
    server.clock.advance(TimeDelta::seconds(5));
    let same = owner.patch(&path(&made), &json!({})).await.json_of(200);
    assert_ne!(same["updated_at"], made["updated_at"], "it counts as a change");
    let body = json!({
        "name": "renamed", "display_name": "Renamed", "description": "x".repeat(128), "icon": "/i.svg",
        "default_ttl_ms": 1,
        "activity_bump_ms": 0, "time_til_autostop_notify_ms": 60_000, "failure_ttl_ms": 60_000,
        "time_til_dormant_ms": 60_000,
        "time_til_dormant_autodelete_ms": 60_000,
        "autostop_requirement": {"days_of_week": ["friday"], "weeks": 16},
        "autostart_requirement": {"days_of_week": ["tuesday"]}, "allow_user_autostart": false,
        "allow_user_autostop": false,
        "allow_user_cancel_workspace_jobs": true, "require_active_version": true,
        "max_port_share_level": "organization",
        "cors_behavior": "passthru", "use_classic_parameter_flow": true, "disable_module_cache": true,
        "deprecation_message": "Use another.",
    });
    let changed = owner.patch(&path(&made), &body).await.json_of(200);
    for (field, value) in body.as_object().unwrap() {
        assert_eq!(&changed[field], value, "{field}");
    }
    assert_eq!(changed["deprecated"], true);
    assert_eq!(owner.get(&path(&made)).await.json_of(200), changed);
    let cleared = json!({"display_name": "", "description": "", "icon": "", "deprecation_message": ""});
    let cleared = owner.patch(&path(&made), &cleared).await.json_of(200);
    assert_eq!((&cleared["name"], &cleared["deprecated"]), (&json!("renamed"), &json!(false)));
    assert_eq!(cleared["autostop_requirement"], json!({"days_of_week": ["friday"], "weeks": 16}));
}

/// TestPatchTemplateMeta/Invalid, DefaultTTLTooLow, MaxTTL
#[apply(case)]
async fn everything_that_is_wrong_with_a_change_is_named(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (made, other) = (template(&server, "base").await, template(&server, "other").await);
    let body = json!({
        "failure_ttl_ms": 1, "time_til_dormant_ms": 59_999, "time_til_dormant_autodelete_ms": 2,
        "time_til_autostop_notify_ms": 3,
    });
    let refused = owner.patch(&path(&made), &body).await.expect(400);
    let fields = [
        "failure_ttl_ms",
        "time_til_autostop_notify_ms",
        "time_til_dormant_autodelete_ms",
        "time_til_dormant_ms",
    ];
    assert_eq!(refused.faulty_fields(), fields);
    for (field, value) in [
        ("name", json!("")),
        ("name", json!("a_b")),
        ("default_ttl_ms", json!(i64::MAX)),
        ("activity_bump_ms", json!(-1)),
        ("description", json!("x".repeat(129))),
    ] {
        let mut body = json!({});
        body[field] = value;
        assert_eq!(owner.patch(&path(&made), &body).await.expect(400).faulty_fields(), [field]);
    }
    let taken = owner.patch(&path(&other), &json!({"name": "Base"})).await.expect(409);
    assert_eq!(taken.faulty_fields(), ["name"]);
    assert_eq!(owner.get(&path(&made)).await.json_of(200), made, "nothing was changed");
}
