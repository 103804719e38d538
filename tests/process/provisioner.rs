//! A daemon on another machine does the jobs of a server, and survives its own end and that of the server.

use burgrave_core::provisioning::job::LogLevel;
use burgrave_provisioner::LogLine;
use burgrave_provisioner::echo::{EchoArchive, EchoStep};
use serde_json::{Value, json};

use super::elsewhere::{Daemon, KEY, PSK, Scene, cancel, start};
use crate::harness::{Call, Engine, secrets};
use crate::routes::files::scene::{TAR, upload};
use crate::routes::provisioners::scene::DAEMONS;
use crate::routes::provisioners::serve::{SECRET, with_secret};
use crate::routes::template_versions::scene::ask;
use crate::routes::workspace_changes::scene::{Declared, build, state, template_of, text, workspace};

/// An archive whose import says a word and never ends.
pub fn endless() -> Vec<u8> {
    let line = LogLine { level: LogLevel::Info, output: "waiting".into() };
    EchoArchive::new().parse(&[EchoStep::Log(line)]).into_tar()
}

/// An import of this archive, when it was asked for.
pub async fn import(scene: &Scene, archive: Vec<u8>) -> Value {
    let owner = scene.server.owner().await;
    let file = upload(owner, TAR, archive).await;
    ask(owner, &file, json!({"provisioner": "echo"})).await.json_of(201)
}

pub fn job_of(version: &Value) -> &str {
    version["job"]["id"].as_str().unwrap()
}

#[apply(case)]
async fn a_daemon_elsewhere_does_every_kind_of_job(engine: Engine) {
    let scene = Scene::new(engine, json!({})).await;
    let daemon = scene.daemon(&["--health-address", "127.0.0.1:0"]).await;
    let (server, owner) = (&scene.server, scene.server.owner().await);
    let declared = Declared { cost: 1, ..Declared::with(vec![text("size")]) };
    let template = template_of(server, "dev", declared.archive("dev"), json!({})).await;
    let parameters = format!(
        "/api/v2/templateversions/{}/rich-parameters",
        template["active_version_id"].as_str().unwrap()
    );
    assert_eq!(owner.get(&parameters).await.json_of(200)[0]["name"], "size");
    let refused = workspace(server, owner, &template, "dev").await;
    assert_eq!(refused["latest_build"]["job"]["error_code"], "INSUFFICIENT_QUOTA", "{refused}");
    let everyone = format!("/api/v2/groups/{}", refused["organization_id"].as_str().unwrap());
    owner.patch(&everyone, &json!({"quota_allowance": 1})).await.expect(200);
    let started = build(server, owner, &refused, json!({"transition": "start"})).await;
    assert_eq!((&started["status"], &started["daily_cost"]), (&json!("running"), &json!(1)), "{started}");
    assert_eq!(started["resources"][0]["agents"][0]["name"], "main");
    assert_eq!(state(server, &started).await.as_deref(), Some("state of dev"));
    let path = format!("{}/dry-run", parameters.trim_end_matches("/rich-parameters"));
    let dry_run = owner.post(&path, &json!({"workspace_name": "dry"})).await.json_of(201);
    assert_eq!(scene.ended(dry_run["id"].as_str().unwrap()).await["status"], "succeeded");
    // The job of the deletion is the last one by its time.
    server.clock.advance(chrono::TimeDelta::seconds(1));
    let deleted = build(server, owner, &refused, json!({"transition": "delete"})).await;
    assert_eq!(deleted["status"], "deleted", "{deleted}");

    let told = owner.get(DAEMONS).await.json_of(200);
    let shown = &told[0];
    assert_eq!(
        (&shown["name"], &shown["key_name"], &shown["status"], &shown["api_version"]),
        (&json!("builder"), &json!("fleet"), &json!("idle"), &json!("1.20")),
    );
    assert_eq!(shown["previous_job"]["id"], deleted["job"]["id"]);
    let log = daemon.log.text();
    let told = log.lines().find(|line| line.contains("health is told")).unwrap();
    let told: Value = serde_json::from_str(told).unwrap();
    let health = told["address"].as_str().unwrap().parse().unwrap();
    // The server knows of an end before the daemon has counted it.
    daemon.says(5, "ready for the next job").await;
    let get = async |path| Call::new(health, http::Method::GET, path).send_past_the_contract().await;
    assert_eq!((get("/healthz").await.status, get("/readyz").await.status), (200, 200));
    let metrics = get("/metrics").await.text();
    for sample in [
        "burgrave_provisioner_connected 1",
        "burgrave_provisioner_jobs_running 0",
        "burgrave_provisioner_jobs_total{outcome=\"succeeded\"} 4",
        "burgrave_provisioner_jobs_total{outcome=\"failed\"} 1",
    ] {
        assert!(metrics.contains(sample), "{sample}\n{metrics}");
    }
    let log = daemon.leaves().await;
    assert!(!log.contains(&scene.key), "the key is in the log");
}

#[apply(case)]
async fn a_daemon_that_is_killed_ends_its_job_once_it_is_back(engine: Engine) {
    let scene = Scene::new(engine, json!({})).await;
    let daemon = scene.daemon(&[]).await;
    let version = import(&scene, endless()).await;
    daemon.waits(job_of(&version)).await;
    daemon.signal("KILL");
    daemon.ended().await;
    assert_eq!(scene.job(job_of(&version)).await["status"], "running", "it may come back");
    let daemon = scene.daemon(&[]).await;
    let ended = scene.ended(job_of(&version)).await;
    assert_eq!(ended["status"], "failed");
    assert!(ended["error"].as_str().unwrap().contains("ended unexpectedly"), "{ended}");
    assert_eq!(ended["worker_name"], "builder");
    let next = import(&scene, Declared::default().archive("next")).await;
    assert_eq!(scene.ended(job_of(&next)).await["status"], "succeeded");
    assert_eq!(scene.server.owner().await.get(DAEMONS).await.json_of(200).as_array().unwrap().len(), 1);
    daemon.leaves().await;
    assert_eq!(std::fs::read_dir(scene.work().join("jobs")).unwrap().count(), 0, "no folder is left");
}

#[apply(case)]
async fn a_job_outlives_the_restart_of_its_server(engine: Engine) {
    let scene = Scene::new(engine, json!({})).await;
    let daemon = scene.daemon(&[]).await;
    let version = import(&scene, endless()).await;
    daemon.waits(job_of(&version)).await;
    let scene = scene.restarted().await;
    daemon.says(2, "connected to the server").await;
    let goes_on = scene.job(job_of(&version)).await;
    assert_eq!((&goes_on["status"], &goes_on["worker_name"]), (&json!("running"), &json!("builder")));
    cancel(&scene.server, &version).await;
    assert_eq!(scene.ended(job_of(&version)).await["status"], "canceled");
    let log = scene.log_of(&version).await;
    assert_eq!(log.iter().filter(|line| *line == "waiting").count(), 1, "{log:?}");
    let next = import(&scene, Declared::default().archive("next")).await;
    assert_eq!(scene.ended(job_of(&next)).await["status"], "succeeded");
    daemon.leaves().await;
}

#[apply(case)]
async fn a_second_signal_interrupts_the_job(engine: Engine) {
    let scene = Scene::new(engine, json!({})).await;
    let daemon = scene.daemon(&[]).await;
    let version = import(&scene, endless()).await;
    daemon.waits(job_of(&version)).await;
    daemon.signal("TERM");
    daemon.says(1, "the job under way ends first").await;
    let waits = import(&scene, Declared::default().archive("next")).await;
    assert_eq!(scene.job(job_of(&version)).await["status"], "running");
    let log = daemon.leaves().await;
    assert!(log.contains("interrupted"), "{log}");
    let ended = scene.job(job_of(&version)).await;
    assert_eq!(ended["status"], "failed");
    assert!(ended["error"].as_str().unwrap().contains("was stopped before the job had ended"), "{ended}");
    assert_eq!(scene.job(job_of(&waits)).await["status"], "pending", "it took no further job");
}

#[apply(case)]
async fn a_job_that_takes_too_long_after_the_signal_is_interrupted(engine: Engine) {
    let scene = Scene::new(engine, json!({})).await;
    let daemon = scene.daemon(&["--finish-time", "50ms"]).await;
    let version = import(&scene, endless()).await;
    daemon.waits(job_of(&version)).await;
    let log = daemon.leaves().await;
    assert!(log.contains("longer than provisioner-finish-time"), "{log}");
    assert_eq!(scene.job(job_of(&version)).await["status"], "failed");
}

#[apply(case)]
async fn a_daemon_that_the_server_does_not_want_says_why_and_ends(engine: Engine) {
    let scene = Scene::new(engine, json!({})).await;
    let wrong = format!("{:0<43}", "WrongKeyOfNobody4711");
    secrets::register(&wrong);
    let daemon = Daemon::start(&scene.url(), &scene.work(), (KEY, &wrong), &[]);
    let (status, log) = daemon.ended().await;
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(log.contains("401") && !log.contains(&wrong), "{log}");
    let flags = ["--organization", "nowhere"];
    let owner = scene.server.owner().await;
    let token = ("BURGRAVE_PROVISIONER_TOKEN", owner.token.as_str());
    let (status, log) = Daemon::start(&scene.url(), &scene.work(), token, &flags).ended().await;
    assert!(status.code() == Some(1) && log.contains("404"), "{log}");
    // By a session, with tags of its own.
    let daemon = Daemon::start(&scene.url(), &scene.work(), token, &["--tags", "zone=north,gpu=yes"]);
    daemon.says(1, "connected to the server").await;
    let shown = owner.get(DAEMONS).await.json_of(200);
    assert_eq!(
        shown[0]["tags"],
        json!({"scope": "organization", "owner": "", "zone": "north", "gpu": "yes"})
    );
    // A second one in the same folder has no room.
    let second = start(&scene.url(), &scene.work(), token, &[]).output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(second.status.code() == Some(1) && said.contains("another daemon works in"), "{said}");
    daemon.leaves().await;
}

#[apply(case)]
async fn a_daemon_with_the_secret_of_all_daemons_does_jobs_and_comes_back(engine: Engine) {
    let scene = Scene::of(with_secret(engine).await, json!({})).await;
    let wrong = "another-secret-of-daemons";
    secrets::register(wrong);
    let (status, log) = Daemon::start(&scene.url(), &scene.work(), (PSK, wrong), &[]).ended().await;
    assert!(status.code() == Some(1) && log.contains("401") && !log.contains(wrong), "{log}");
    let daemon = Daemon::start(&scene.url(), &scene.work(), (PSK, SECRET), &[]);
    daemon.says(1, "connected to the server").await;
    let shown = scene.server.owner().await.get(DAEMONS).await.json_of(200);
    assert_eq!((&shown[0]["name"], &shown[0]["key_name"]), (&json!("builder"), &json!("psk")), "{shown}");
    let version = import(&scene, endless()).await;
    daemon.waits(job_of(&version)).await;
    // No key of an organization has to be there for it.
    let keys = "/api/v2/organizations/default/provisionerkeys/fleet";
    scene.server.owner().await.delete(keys).await.expect(204);
    let scene = scene.restarted().await;
    daemon.says(2, "connected to the server").await;
    cancel(&scene.server, &version).await;
    assert_eq!(scene.ended(job_of(&version)).await["status"], "canceled");
    let next = import(&scene, Declared::default().archive("next")).await;
    assert_eq!(scene.ended(job_of(&next)).await["status"], "succeeded");
    assert_eq!(scene.server.owner().await.get(DAEMONS).await.json_of(200).as_array().unwrap().len(), 1);
    let log = daemon.leaves().await;
    assert!(!log.contains(SECRET), "the secret is in the log");
}

#[apply(case)]
async fn a_key_that_is_deleted_ends_its_daemon(engine: Engine) {
    let scene = Scene::new(engine, json!({})).await;
    let daemon = scene.daemon(&[]).await;
    let path = "/api/v2/organizations/default/provisionerkeys/fleet";
    scene.server.owner().await.delete(path).await.expect(204);
    let (status, log) = daemon.ended().await;
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(log.contains("doesn't want this daemon") && log.contains("401"), "{log}");
}

#[apply(case)]
async fn every_fault_of_a_daemon_s_configuration_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut command =
        start("ftp://x", &folder.path().join("work"), (KEY, "short-key-4711"), &["--finish-time", "soon"]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in ["3 faults", "no http or https URL", "this is no provisioner key", "\"soon\" is not a time"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("4711"), "{said}");
}
