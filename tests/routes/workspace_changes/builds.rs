//! `POST /workspaces/{workspace}/builds`

use burgrave_provisioner::echo::EchoStep;
use burgrave_provisioner::{Applied, LogLine};
use serde_json::json;

use super::scene::{
    Declared, activate, ask, ask_build, build, build_path, ended, path, start, start_with, state, template,
    template_of, version, waits, workspace, workspace_with,
};
use crate::harness::Engine;
use crate::routes::templates::scene::id;

/// An archive whose starts never end.
pub fn endless(name: &str) -> Vec<u8> {
    let line = LogLine { level: burgrave_core::provisioning::job::LogLevel::Info, output: "waiting".into() };
    let start = Some(burgrave_core::provisioning::build::Transition::Start);
    Declared::default()
        .beginning(name)
        .apply(start, &[EchoStep::Log(line)])
        .apply(None, &[EchoStep::Complete(Applied::default())])
        .into_tar()
}

/// Each refusal names its field.
#[apply(case)]
async fn requests_that_break_a_rule_are_named_by_their_field(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let base = template(&server, "base").await;
    let made = workspace(&server, owner, &base, "dev").await;
    let other = template(&server, "other").await;
    for (body, fields) in [
        (json!({}), &["transition"][..]),
        (json!({"transition": "restart"}), &["transition"]),
        (json!({"transition": "start", "reason": "autostart"}), &["reason"]),
        (json!({"transition": "start", "reason": "initiator"}), &["reason"]),
        (json!({"transition": "start", "log_level": "trace"}), &["log_level"]),
        (json!({"transition": "start", "log_level": "debug"}), &["log_level"]),
        (json!({"transition": "start", "orphan": true}), &["orphan"]),
        (json!({"transition": "delete", "orphan": true, "state": "e30="}), &["orphan"]),
        (json!({"transition": "start", "state": "no base64"}), &["state"]),
        (
            json!({"transition": "start", "template_version_id": other["active_version_id"]}),
            &["template_version_id"],
        ),
        (json!({"transition": "start", "template_version_id": made["id"]}), &["template_version_id"]),
        (json!({"transition": "start", "on_success": {"transition": "start"}}), &["on_success"]),
        (json!({"transition": "stop", "on_success": {"transition": "delete"}}), &["on_success.transition"]),
        (json!({"transition": "start", "orphan": true, "dry_run": true}), &["dry_run", "orphan"]),
    ] {
        let refused = ask_build(owner, &made, body.clone()).await.expect(400);
        assert_eq!(refused.faulty_fields(), fields, "{body}");
    }
    let latest = owner.get(&path(&made)).await.json_of(200);
    assert_eq!(latest["latest_build"]["build_number"], 1, "nothing was built");
}

#[apply(case)]
async fn a_dry_run_of_a_build_builds_nothing(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let made = workspace(&server, owner, &template(&server, "base").await, "dev").await;
    for transition in ["start", "stop", "delete"] {
        let body = json!({"transition": transition, "dry_run": true});
        assert_eq!(ask_build(owner, &made, body).await.expect(400).faulty_fields(), ["dry_run"]);
    }
    assert_eq!(owner.get(&path(&made)).await.json_of(200)["latest_build"]["build_number"], 1);
    ask_build(owner, &made, json!({"transition": "stop", "dry_run": false})).await.expect(201);
}

/// While a build is pending, running or canceling, a new one is 409, whatever its transition.
#[apply(case)]
async fn one_build_is_on_its_way_at_a_time(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let base =
        template_of(&server, "base", endless("base"), json!({"allow_user_cancel_workspace_jobs": true}))
            .await;
    let made = ask(&amira, &base, "dev", json!({})).await.json_of(201);
    waits(&server, &made["latest_build"]).await;
    let second = ask(&amira, &base, "second", json!({})).await.json_of(201);
    for workspace in [&made, &second] {
        for transition in ["start", "stop", "delete"] {
            let refused = ask_build(&amira, workspace, json!({"transition": transition})).await.expect(409);
            assert_eq!(refused.message(), "A workspace build is already active.");
        }
    }
    let cancel = format!("{}/cancel", build_path(&made["latest_build"]));
    amira.patch(&cancel, &json!({})).await.expect(200);
    ended(&server, &made["latest_build"]).await;
    let stop = || ask_build(&amira, &made, json!({"transition": "stop"}));
    let at_once = futures::future::join_all((0..6).map(|_| stop())).await;
    let mut statuses: Vec<_> = at_once.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
}

/// A stopped workspace can be stopped, and a running one started; a given reason is kept.
#[apply(case)]
async fn each_build_has_the_next_number_and_the_reason_that_was_given(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let made = workspace(&server, owner, &template(&server, "base").await, "dev").await;
    for (number, (transition, reason, status)) in [
        ("start", json!("dashboard"), "running"),
        ("stop", json!("cli"), "stopped"),
        ("stop", json!(null), "stopped"),
        ("start", json!("jetbrains_connection"), "running"),
    ]
    .into_iter()
    .enumerate()
    {
        let built = build(&server, owner, &made, json!({"transition": transition, "reason": reason})).await;
        assert_eq!(built["build_number"], json!(number + 2));
        let reason = if reason.is_null() { json!("initiator") } else { reason };
        assert_eq!((&built["reason"], &built["status"]), (&reason, &json!(status)));
    }
}

/// `on_success`.
#[apply(case)]
async fn a_start_follows_a_stop_that_has_succeeded(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let body = json!({"transition": "stop", "on_success": {"transition": "start"}});
    build(&server, &amira, &made, body).await;
    let next = amira.get(&path(&made)).await.json_of(200)["latest_build"].clone();
    assert_eq!((&next["build_number"], &next["transition"]), (&json!(3), &json!("start")));
    assert_eq!((&next["reason"], &next["initiator_id"]), (&json!("initiator"), &json!(amira.id)));
    ended(&server, &next).await;
    assert_eq!(amira.get(&path(&made)).await.json_of(200)["latest_build"]["status"], "running");
}

/// State and orphan need the right to change the template.
#[apply(case)]
async fn states_and_orphans_are_for_those_who_may_change_the_template(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    assert_eq!(state(&server, &made["latest_build"]).await.as_deref(), Some("state of base"));
    for body in
        [json!({"transition": "delete", "orphan": true}), json!({"transition": "start", "state": "bWluZQ=="})]
    {
        ask_build(&amira, &made, body).await.expect(403);
    }
    let body = json!({"transition": "start", "state": "bWluZQ=="});
    let pushed = ask_build(owner, &made, body).await.json_of(201);
    ended(&server, &pushed).await;
    let orphaned =
        ask_build(owner, &made, json!({"transition": "delete", "orphan": true})).await.json_of(201);
    ended(&server, &orphaned).await;
    amira.get(&path(&made)).await.expect(410);
    let refused = ask_build(owner, &made, json!({"transition": "start"})).await.expect(409);
    assert!(refused.message().contains("deleted"));
}

/// Automatic updates `always` apply to a start by hand too.
#[apply(case)]
async fn a_start_uses_the_active_version_where_the_workspace_follows_its_template(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let base = template(&server, "base").await;
    let first = &base["active_version_id"];
    let stays = workspace(&server, &amira, &base, "stays").await;
    let follows =
        workspace_with(&server, &amira, &base, "follows", json!({"automatic_updates": "always"})).await;
    let second = version(&server, &base, "second", &Declared::default()).await;
    activate(&server, &base, &second).await;
    assert_eq!(amira.get(&path(&stays)).await.json_of(200)["outdated"], true);
    let version_of =
        async |workspace, body| build(&server, &amira, workspace, body).await["template_version_id"].clone();
    assert_eq!(version_of(&stays, json!({"transition": "start"})).await, *first);
    assert_eq!(version_of(&follows, json!({"transition": "stop"})).await, *first);
    assert_eq!(version_of(&follows, json!({"transition": "start"})).await, second["id"]);
    let named = json!({"transition": "start", "template_version_id": first});
    assert_eq!(version_of(&follows, named).await, *first);
    let body = json!({"transition": "start", "template_version_id": second["id"]});
    assert_eq!(version_of(&stays, body).await, second["id"]);
}

/// A version that is not the active one, where the template requires that.
#[apply(case)]
async fn a_template_that_requires_its_active_version_gets_it(engine: Engine) {
    let server = start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let base = template_of(
        &server,
        "base",
        Declared::default().archive("base"),
        json!({"require_active_version": true}),
    )
    .await;
    let first = &base["active_version_id"];
    let made = workspace(&server, &amira, &base, "dev").await;
    let second = version(&server, &base, "second", &Declared::default()).await;
    activate(&server, &base, &second).await;
    let named = json!({"transition": "start", "template_version_id": first});
    ask_build(&amira, &made, named.clone()).await.expect(403);
    let stopped = build(&server, &amira, &made, json!({"transition": "stop"})).await;
    assert_eq!(stopped["template_version_id"], *first);
    let started = build(&server, &amira, &made, json!({"transition": "start"})).await;
    assert_eq!(started["template_version_id"], second["id"]);
    assert_eq!(build(&server, owner, &made, named).await["template_version_id"], *first);
    let refused = amira
        .post(super::scene::MINE, &json!({"name": "old", "template_version_id": first}))
        .await
        .expect(403);
    assert!(refused.message().contains("active version"), "{}", refused.text());
}

/// A failed version is 400, a pending one 406, an archived one 400.
#[apply(case)]
async fn versions_that_can_not_be_used_are_refused(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let base = template(&server, "base").await;
    let made = workspace(&server, owner, &base, "dev").await;
    let fields = json!({"template_id": base["id"], "name": "broken"});
    let broken =
        crate::routes::templates::scene::version_of(&server, owner, b"no archive".to_vec(), fields).await;
    let of =
        |version: &serde_json::Value| json!({"transition": "start", "template_version_id": version["id"]});
    let refused = ask_build(owner, &made, of(&broken)).await.expect(400);
    assert_eq!(refused.json()["detail"], broken["job"]["error"]);
    let body = json!({
        "storage_method": "file", "file_id": broken["job"]["file_id"], "provisioner": "terraform",
        "template_id": base["id"], "tags": {"where": "nowhere"},
    });
    let waiting = owner.post(crate::routes::templates::scene::VERSIONS, &body).await.json_of(201);
    ask_build(owner, &made, of(&waiting)).await.expect(406);
    let archived = version(&server, &base, "archived", &Declared::default()).await;
    owner.post(&format!("/api/v2/templateversions/{}/archive", id(&archived)), &json!({})).await.expect(200);
    ask_build(owner, &made, of(&archived)).await.expect(400);
}

/// The start of a dormant workspace makes it active.
#[apply(case)]
async fn a_start_wakes_a_dormant_workspace_up(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let body = json!({"autostart_schedule": "0 9 * * *"});
    let made = workspace_with(&server, &amira, &template(&server, "base").await, "dev", body).await;
    let dormant =
        amira.put(&format!("{}/dormant", path(&made)), &json!({"dormant": true})).await.json_of(200);
    assert!(dormant["dormant_at"].is_string() && dormant["next_start_at"].is_null());
    assert_eq!(dormant["latest_build"]["status"], "running", "what runs goes on");
    build(&server, &amira, &made, json!({"transition": "stop"})).await;
    build(&server, &amira, &made, json!({"transition": "start"})).await;
    let woken = amira.get(&path(&made)).await.json_of(200);
    assert!(woken["dormant_at"].is_null() && woken["next_start_at"].is_string(), "{woken}");
}

/// Administrators may set the log level, where the operator allows it.
#[apply(case)]
async fn everything_is_logged_only_where_the_operator_allows_it(engine: Engine) {
    let server = start_with(engine, vec![("debug-builds", "true".to_owned())]).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let body = json!({"transition": "start", "log_level": "debug"});
    assert_eq!(ask_build(&amira, &made, body.clone()).await.expect(400).faulty_fields(), ["log_level"]);
    ask_build(owner, &made, body).await.expect(201);
}
