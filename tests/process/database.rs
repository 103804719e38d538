//! Backup, restore, and a process that dies.

use http::Method;
use serde_json::{Value, json};

use super::program::{Program, run};
use crate::harness::secrets;

const PASSWORD: &str = "Seven-Otters-Juggle-Lanterns";

async fn a_backup_of_a_running_server_can_be_restored() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy.db"));
    let (data_text, copy_text) = (data.to_str().unwrap(), copy.to_str().unwrap());
    let program = Program::serve(&data, &[]);
    let token = first_user(&program).await;
    create(&program, &token, "before").await;
    let backup = run(&["database", "backup", "--to", copy_text, "--data", data_text]);
    assert!(backup.status.success(), "{}", String::from_utf8_lossy(&backup.stderr));
    create(&program, &token, "after").await;

    let refused = run(&["database", "restore", "--from", copy_text, "--data", data_text]);
    assert_eq!(refused.status.code(), Some(1), "a running server keeps its database");
    let overwritten = run(&["database", "backup", "--to", copy_text, "--data", data_text]);
    assert_eq!(overwritten.status.code(), Some(1), "a backup is never overwritten");
    program.stop();

    let restored = run(&["database", "restore", "--from", copy_text, "--data", data_text]);
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    let program = Program::serve(&data, &[]);
    assert_eq!(names(&program, &token).await, ["before", "coder"]);
    program.stop();
}

async fn what_was_answered_survives_a_process_that_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &[]);
    let token = first_user(&program).await;
    create(&program, &token, "kept").await;
    program.signal("KILL");
    program.ended();
    let program = Program::serve(folder.path(), &[]);
    assert_eq!(names(&program, &token).await, ["coder", "kept"]);
    program.stop();
}

pub(super) async fn first_user(program: &Program) -> String {
    secrets::register(PASSWORD);
    let user = json!({"email": "amira@example.com", "username": "amira", "password": PASSWORD});
    program.call(Method::POST, "/api/v2/users/first").json(&user).send().await.expect(201);
    let login = json!({"email": "amira@example.com", "password": PASSWORD});
    let session = program.call(Method::POST, "/api/v2/users/login").json(&login).send().await.json_of(201);
    let token = session["session_token"].as_str().unwrap().to_owned();
    secrets::register(&token);
    token
}

async fn create(program: &Program, token: &str, name: &str) {
    let call = program.call(Method::POST, "/api/v2/organizations").token(token);
    call.json(&json!({"name": name})).send().await.expect(201);
}

async fn names(program: &Program, token: &str) -> Vec<String> {
    let list = program.call(Method::GET, "/api/v2/organizations").token(token).send().await.json_of(200);
    let name = |one: &Value| one["name"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(name).collect()
}

cases_once![
    a_backup_of_a_running_server_can_be_restored,
    what_was_answered_survives_a_process_that_is_killed
];
