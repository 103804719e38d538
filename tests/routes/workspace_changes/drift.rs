//! `GET` and `POST /workspaces/{workspace}/drift`, `PUT …/drift/baseline`

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::builds::endless;
use super::scene::{
    Declared, ask, audited, build, path, start, start_with, template, template_of, waits, workspace,
};
use crate::harness::{Engine, Person, Server};
use burgrave_provisioner::Applied;
use burgrave_provisioner::echo::EchoStep;

fn drift(workspace: &Value) -> String {
    format!("{}/drift", path(workspace))
}

/// The check after its job has ended.
async fn checked(server: &Server, person: &Person, workspace: &Value) -> Value {
    let asked = person.post(&drift(workspace), &Value::Null).await.json_of(201);
    let job = asked["check"]["job"]["id"].as_str().unwrap();
    server.log.wait_for(1, "job ended", "job", job).await;
    person.get(&drift(workspace)).await.json_of(200)
}

#[apply(case)]
async fn a_check_is_a_job_of_the_workspace_that_builds_nothing(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let before = amira.get(&drift(&made)).await.json_of(200);
    assert_eq!((&before["check"], &before["ignore"]), (&Value::Null, &json!([])));
    let found = checked(&server, &amira, &made).await;
    let check = &found["check"];
    assert_eq!((&check["drifted"], &check["resources"]), (&json!(false), &json!([])));
    let job = &check["job"];
    assert_eq!((&job["type"], &job["status"]), (&json!("workspace_drift"), &json!("succeeded")));
    assert_eq!(check["workspace_build_id"], made["latest_build"]["id"]);
    let after = amira.get(&path(&made)).await.json_of(200);
    assert_eq!(after["latest_build"], made["latest_build"], "it is as it was");
    assert!(audited(&server, "dev").await.contains(&("workspace".to_owned(), "write".to_owned())));
    server.clock.advance(TimeDelta::seconds(1));
    let second = checked(&server, &amira, &made).await;
    assert_ne!(second["check"]["id"], check["id"], "the latest one is told");
}

#[apply(case)]
async fn what_may_change_is_a_list_of_places(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let set = async |body: Value| amira.put(&format!("{}/baseline", drift(&made)), &body).await;
    let places = json!(["module.network", "docker_container.dev[0].image"]);
    let told = set(json!({"ignore": places})).await.json_of(200);
    assert_eq!(told["ignore"], places);
    assert_eq!(amira.get(&drift(&made)).await.json_of(200)["ignore"], places);
    let wrong = set(json!({"ignore": ["module.network", "machine", "a..b"]})).await.expect(400);
    assert_eq!(wrong.faulty_fields(), ["ignore[1]", "ignore[2]"]);
    assert_eq!(set(json!({"ignore": null})).await.json_of(200)["ignore"], json!([]));
    assert!(audited(&server, "dev").await.contains(&("workspace".to_owned(), "write".to_owned())));
}

#[apply(case)]
async fn there_is_nothing_to_compare_with_while_something_goes_on(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let endless = template_of(&server, "endless", endless("endless"), json!({})).await;
    let going = ask(&amira, &endless, "going", json!({})).await.json_of(201);
    waits(&server, &going["latest_build"]).await;
    let refused = amira.post(&drift(&going), &Value::Null).await.json_of(409);
    assert!(refused["message"].as_str().unwrap().contains("A build of this workspace goes on"), "{refused}");
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let applied = Applied { error: Some("no room".into()), ..Applied::default() };
    let failing = Declared::default().beginning("failing").apply(None, &[EchoStep::Complete(applied)]);
    let failing = template_of(&server, "failing", failing.into_tar(), json!({})).await;
    let failed = workspace(&server, &amira, &failing, "failed").await;
    let refused = amira.post(&drift(&failed), &Value::Null).await.json_of(409);
    assert!(refused["message"].as_str().unwrap().contains("didn't succeed"), "{refused}");
}

#[apply(case)]
async fn a_deleted_workspace_and_that_of_another_have_no_checks(engine: Engine) {
    let server = start(engine).await;
    let (amira, other) = (server.member("amira").await, server.member("other").await);
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let baseline = format!("{}/baseline", drift(&made));
    other.get(&drift(&made)).await.expect(404);
    other.post(&drift(&made), &Value::Null).await.expect(404);
    other.put(&baseline, &json!({"ignore": []})).await.expect(404);
    build(&server, &amira, &made, json!({"transition": "delete"})).await;
    amira.post(&drift(&made), &Value::Null).await.expect(410);
    amira.put(&baseline, &json!({"ignore": []})).await.expect(410);
    amira.get(&drift(&made)).await.expect(200);
}

#[apply(case)]
async fn workspaces_that_run_are_checked_by_themselves_where_the_operator_says_so(engine: Engine) {
    let server = start_with(engine, vec![("drift-check-interval", "6h".to_owned())]).await;
    let amira = server.member("amira").await;
    let base = template(&server, "base").await;
    let running = workspace(&server, &amira, &base, "running").await;
    let stopped = workspace(&server, &amira, &base, "stopped").await;
    build(&server, &amira, &stopped, json!({"transition": "stop"})).await;
    let check = async |workspace: &Value| amira.get(&drift(workspace)).await.json_of(200)["check"].clone();
    server.clock.advance(TimeDelta::minutes(6));
    server.tick().await;
    let first = check(&running).await;
    server.log.wait_for(1, "job ended", "job", first["job"]["id"].as_str().unwrap()).await;
    assert_eq!(check(&stopped).await, Value::Null);
    server.clock.advance(TimeDelta::hours(5));
    server.tick().await;
    assert_eq!(check(&running).await["id"], first["id"], "not yet");
    server.clock.advance(TimeDelta::minutes(61));
    server.tick().await;
    assert_ne!(check(&running).await["id"], first["id"]);
}
