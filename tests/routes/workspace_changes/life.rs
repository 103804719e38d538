//! The life of a workspace, from its first build to its last.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::resources::Resource;
use burgrave_provisioner::Applied;
use burgrave_provisioner::echo::EchoStep;
use serde_json::json;

use super::scene::{
    Declared, ask, build, build_path, ended, given, kept, path, start, state, template_of, text, values,
    version, workspace,
};
use crate::harness::Engine;

#[apply(case)]
async fn a_workspace_is_started_stopped_updated_and_deleted(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let declared = Declared::with(vec![text("size")]);
    let base = template_of(&server, "base", declared.archive("base"), json!({})).await;
    let made = workspace(&server, &amira, &base, "dev").await;
    assert_eq!(made["latest_build"]["status"], "running");
    let stopped = build(&server, &amira, &made, json!({"transition": "stop"})).await;
    assert_eq!((&stopped["status"], &stopped["deadline"]), (&json!("stopped"), &json!(null)));
    let larger = given(&[("size", "large")]);
    let started =
        build(&server, &amira, &made, json!({"transition": "start", "rich_parameter_values": larger})).await;
    assert_eq!(values(&server, &started).await, kept(&[("size", "large")]));
    let second = version(&server, &base, "second", &declared).await;
    let body = json!({"transition": "start", "template_version_id": second["id"]});
    let updated = build(&server, &amira, &made, body).await;
    assert_eq!(
        (&updated["template_version_name"], &updated["status"]),
        (&json!("second"), &json!("running"))
    );
    assert_eq!(values(&server, &updated).await, kept(&[("size", "large")]));
    assert_eq!(state(&server, &updated).await.as_deref(), Some("state of second"));
    let deleted = build(&server, &amira, &made, json!({"transition": "delete"})).await;
    assert_eq!((&deleted["status"], &deleted["build_number"]), (&json!("deleted"), &json!(5)));
    amira.get(&path(&made)).await.expect(410);
    let shown = amira.get(&format!("{}?include_deleted=true", path(&made))).await.json_of(200);
    assert_eq!(shown["latest_build"]["status"], "deleted");
}

#[apply(case)]
async fn a_build_beyond_the_budget_fails_and_says_so(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let declared = Declared { cost: 1, ..Declared::default() };
    let base = template_of(&server, "base", declared.archive("base"), json!({})).await;
    let group = format!("/api/v2/groups/{}", base["organization_id"].as_str().unwrap());
    server.owner().await.patch(&group, &json!({"quota_allowance": 1})).await.expect(200);
    let first = workspace(&server, &amira, &base, "first").await;
    assert_eq!(first["latest_build"]["daily_cost"], 1);
    let second = workspace(&server, &amira, &base, "second").await;
    let refused = &second["latest_build"];
    assert_eq!((&refused["status"], &refused["daily_cost"]), (&json!("failed"), &json!(0)));
    assert_eq!(refused["job"]["error_code"], "INSUFFICIENT_QUOTA");
    assert_eq!(refused["resources"], json!([]));
    build(&server, &amira, &first, json!({"transition": "delete"})).await;
    let again = build(&server, &amira, &second, json!({"transition": "start"})).await;
    assert_eq!((&again["status"], &again["daily_cost"]), (&json!("running"), &json!(1)));
}

#[apply(case)]
async fn a_plan_that_fails_makes_nothing(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let declared = Declared::default();
    let broken = declared
        .beginning("base")
        .plan(Some(Transition::Delete), &[EchoStep::Fail("there is no plan".into())])
        .apply(None, &[EchoStep::Complete(Applied { state: b"made".to_vec(), ..Applied::default() })]);
    let base = template_of(&server, "base", broken.into_tar(), json!({})).await;
    let made = workspace(&server, &amira, &base, "dev").await;
    let failed = build(&server, &amira, &made, json!({"transition": "delete"})).await;
    assert_eq!((&failed["status"], &failed["resources"]), (&json!("failed"), &json!([])));
    assert!(failed["job"]["error"].as_str().is_some_and(|error| error.contains("there is no plan")));
    assert_eq!(state(&server, &failed).await.as_deref(), Some("made"));
    let still = amira.get(&path(&made)).await.json_of(200);
    assert_eq!(still["latest_build"]["id"], failed["id"], "it is not deleted");
    let stopped = build(&server, &amira, &made, json!({"transition": "stop"})).await;
    assert_eq!(stopped["status"], "stopped", "it goes on from there");
}

/// A failed build lists the resources that it has created.
#[apply(case)]
async fn a_build_that_fails_leaves_its_state_to_the_next_one(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let half = Resource { name: "half".into(), kind: "vm".into(), ..Resource::default() };
    let applied = Applied {
        state: b"half".to_vec(),
        resources: vec![half],
        error: Some("no machine is free".to_owned()),
    };
    let archive = Declared::default()
        .beginning("base")
        .apply(Some(Transition::Start), &[EchoStep::Complete(applied)])
        .apply(None, &[EchoStep::Complete(Applied { state: b"none".to_vec(), ..Applied::default() })]);
    let base = template_of(&server, "base", archive.into_tar(), json!({})).await;
    let made = ask(&amira, &base, "dev", json!({})).await.json_of(201);
    ended(&server, &made["latest_build"]).await;
    let failed = amira.get(&build_path(&made["latest_build"])).await.json_of(200);
    assert_eq!(
        (&failed["status"], &failed["job"]["error"]),
        (&json!("failed"), &json!("no machine is free"))
    );
    assert_eq!(failed["resources"][0]["name"], "half");
    assert_eq!(state(&server, &failed).await.as_deref(), Some("half"));
    let deleted = build(&server, &amira, &made, json!({"transition": "delete"})).await;
    assert_eq!(deleted["status"], "deleted");
}
