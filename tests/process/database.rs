//! Backup, restore, and a process that dies.

use std::path::Path;
use std::process::Command;

use http::Method;
use serde_json::{Value, json};

use super::program::{Program, run};
use crate::harness::{Engine, secrets};

const PASSWORD: &str = "Seven-Otters-Juggle-Lanterns";

#[apply(case)]
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
    let said = String::from_utf8_lossy(&restored.stdout).into_owned();
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    let program = Program::serve(&data, &[]);
    assert_eq!(names(&program, &token).await, ["before", "coder"]);
    program.stop();

    let kept = data.join("burgrave.before-restore-1.db");
    assert!(said.contains(kept.to_str().unwrap()), "{said}");
    let back = run(&["database", "restore", "--from", kept.to_str().unwrap(), "--data", data_text]);
    assert!(back.status.success(), "{}", String::from_utf8_lossy(&back.stderr));
    assert!(
        data.join("burgrave.before-restore-2.db").is_file(),
        "a second restore keeps what it replaces as well"
    );
    let program = Program::serve(&data, &[]);
    assert_eq!(names(&program, &token).await, ["after", "before", "coder"]);
    program.stop();
}

#[apply(case)]
async fn a_backup_names_the_encryption_key_that_it_lacks() {
    let backup = |data: &Path| {
        let (copy, data) = (data.join("copy.db").display().to_string(), data.display().to_string());
        let output = run(&["database", "backup", "--to", &copy, "--data", &data]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let (given, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let own = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    Program::serve(given.path(), &["--encryption-keys", own]).stop();
    assert!(!backup(given.path()).contains("encryption key"), "there is no file to be kept");
    Program::serve(folder.path(), &["--oauth2-provider", "false"]).stop();
    let said = backup(folder.path());
    let key = folder.path().join("encryption.key");
    assert!(said.contains(key.to_str().unwrap()) && said.contains("copy that file as well"), "{said}");
}

#[apply(case)]
async fn a_server_with_another_encryption_key_does_not_start_on_the_database(engine: Engine) {
    let url = engine.database().await.flag().1;
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let serve = |data: &Path, more: &[&str]| {
        Program::serve(data, &[&["--database", &url], more].concat()).stop();
    };
    serve(folder.path(), &[]);
    serve(folder.path(), &[]);
    // On SQLite the key is lost; on PostgreSQL a replica has a data folder of its own.
    let other = if engine == Engine::Sqlite { folder.path() } else { elsewhere.path() };
    let key = folder.path().join("encryption.key");
    let first = std::fs::read_to_string(&key).unwrap();
    if engine == Engine::Sqlite {
        std::fs::remove_file(&key).unwrap();
    }
    let data = other.display().to_string();
    let start = || run(&["--database", &url, "--address", "127.0.0.1:0", "--data", &data]);
    let output = start();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("another encryption key") && said.contains("encryption-keys"), "{said}");
    // Another key beside the first one is how keys are replaced.
    let second = std::fs::read_to_string(other.join("encryption.key")).unwrap();
    serve(other, &["--encryption-keys", &format!("{second},{first}")]);
    serve(other, &[]);
    // A key that is lost is forgotten on purpose.
    std::fs::remove_file(other.join("encryption.key")).unwrap();
    assert_eq!(start().status.code(), Some(1));
    let forget = run(&["admin", "forget-encryption-key", "--data", &data, "--database", &url]);
    assert!(forget.status.success(), "{}", String::from_utf8_lossy(&forget.stderr));
    serve(other, &[]);
}

/// The commands of the operator's page.
#[apply(case)]
async fn a_dump_of_a_running_server_can_be_restored() {
    let programs = ["pg_dump", "pg_restore"];
    if !Engine::available().contains(&Engine::Postgres) || programs.iter().any(|name| !runs(name)) {
        assert!(std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_none(), "pg_dump or pg_restore is missing");
        println!("skipped: PostgreSQL, pg_dump or pg_restore is not on PATH");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let cluster = crate::cluster::cluster().await.expect("it is available");
    let (url, copy) = (cluster.database().await, folder.path().join("copy.dump"));
    let program = Program::serve(folder.path(), &["--database", &url]);
    let token = first_user(&program).await;
    create(&program, &token, "before").await;
    let dump =
        Command::new("pg_dump").args(["--format=custom", "--file"]).arg(&copy).arg(&url).output().unwrap();
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    create(&program, &token, "after").await;
    program.stop();

    cluster.run("CREATE DATABASE restored TEMPLATE template0 ENCODING 'UTF8'").await;
    let url = cluster.url("restored");
    let arguments = ["--exit-on-error", "--single-transaction", "--no-owner", "--dbname", &url];
    let restore = Command::new("pg_restore").args(arguments).arg(&copy).output().unwrap();
    assert!(restore.status.success(), "{}", String::from_utf8_lossy(&restore.stderr));
    let program = Program::serve(folder.path(), &["--database", &url]);
    assert_eq!(names(&program, &token).await, ["before", "coder"]);
    program.stop();
}

fn runs(name: &str) -> bool {
    Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
}

#[apply(case)]
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

pub(super) async fn create(program: &Program, token: &str, name: &str) {
    let call = program.call(Method::POST, "/api/v2/organizations").token(token);
    call.json(&json!({"name": name})).send().await.expect(201);
}

pub(super) async fn names(program: &Program, token: &str) -> Vec<String> {
    let list = program.call(Method::GET, "/api/v2/organizations").token(token).send().await.json_of(200);
    let name = |one: &Value| one["name"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(name).collect()
}
