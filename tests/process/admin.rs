//! For those who are locked out: accounts are changed in the database, beside the running server.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use http::Method;
use serde_json::{Value, json};

use super::database::first_user;
use super::program::{Program, command};
use crate::harness::{Answer, Engine, secrets};

const NEW: &str = "Nine-Herons-Paint-the-Harbour";

/// Runs `burgrave admin` on the server's database with this on its input stream.
fn admin(data: &Path, url: &str, arguments: &[&str], input: &str) -> Output {
    let data = data.display().to_string();
    let all = [&["admin"], arguments, &["--data", &data]].concat();
    let mut child = command(&all)
        .env("BURGRAVE_DATABASE", url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may end without reading.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

async fn log_in(program: &Program, email: &str, password: &str) -> Answer {
    secrets::register(password);
    let body = json!({"email": email, "password": password});
    let answer = program.call(Method::POST, "/api/v2/users/login").json(&body).send().await;
    if answer.status == 201 {
        secrets::register(answer.json()["session_token"].as_str().unwrap());
    }
    answer
}

async fn get(program: &Program, token: &str, target: &str) -> Answer {
    program.call(Method::GET, target).token(token).send().await
}

#[apply(case)]
async fn a_user_that_is_created_beside_the_server_logs_in_at_once(engine: Engine) {
    let (folder, url) = (tempfile::tempdir().unwrap(), engine.database().await.flag().1);
    let program = Program::serve(folder.path(), &["--database", &url]);
    let owner = first_user(&program).await;
    let new = ["create-user", "--username", "jonas", "--email", "jonas@example.com", "--name", "Jonas Berg"];
    said(&admin(folder.path(), &url, &new, &format!("{NEW}\n")));
    log_in(&program, "jonas@example.com", NEW).await.expect(201);
    let jonas = get(&program, &owner, "/api/v2/users/jonas").await.json_of(200);
    assert_eq!(
        (&jonas["name"], &jonas["status"], &jonas["roles"]),
        (&json!("Jonas Berg"), &json!("active"), &json!([]))
    );
    assert_eq!(jonas["organization_ids"].as_array().unwrap().len(), 1);

    let owners = [
        "create-user",
        "--username",
        "lena",
        "--email",
        "lena@example.com",
        "--owner",
        "--generate-password",
    ];
    let told = said(&admin(folder.path(), &url, &owners, ""));
    let password = told.split("Password: ").nth(1).unwrap().trim();
    let session = log_in(&program, "lena@example.com", password).await.json_of(201);
    let token = session["session_token"].as_str().unwrap();
    let page = get(&program, token, "/api/v2/users?q=role:owner").await.json_of(200);
    assert_eq!(page["count"], 2, "{page}");
    let log = get(&program, &owner, "/api/v2/audit?q=resource_type:user&limit=2").await.json_of(200);
    for entry in log["audit_logs"].as_array().unwrap() {
        assert_eq!((&entry["action"], &entry["user"]), (&json!("create"), &Value::Null), "{entry}");
    }
    program.stop();
}

#[apply(case)]
async fn a_reset_password_ends_sessions_and_opens_new_ones(engine: Engine) {
    let (folder, url) = (tempfile::tempdir().unwrap(), engine.database().await.flag().1);
    let program = Program::serve(folder.path(), &["--database", &url]);
    let token = first_user(&program).await;
    get(&program, &token, "/api/v2/users/me").await.expect(200);
    let told = said(&admin(folder.path(), &url, &["reset-password", "AMIRA@example.com"], NEW));
    assert!(told.contains("amira has a new password") && !told.contains(NEW), "{told}");
    get(&program, &token, "/api/v2/users/me").await.expect(401);
    log_in(&program, "amira@example.com", NEW).await.expect(201);
    program.stop();
    let told = said(&admin(folder.path(), &url, &["reset-password", "amira", "--generate-password"], ""));
    let password = told.split("Password: ").nth(1).unwrap().trim().to_owned();
    let program = Program::serve(folder.path(), &["--database", &url]);
    log_in(&program, "amira@example.com", &password).await.expect(201);
    program.stop();
}

#[apply(case)]
async fn a_new_owner_has_the_rights_from_the_next_request_on(engine: Engine) {
    let (folder, url) = (tempfile::tempdir().unwrap(), engine.database().await.flag().1);
    let program = Program::serve(folder.path(), &["--database", &url]);
    first_user(&program).await;
    let new = ["create-user", "--username", "jonas", "--email", "jonas@example.com"];
    said(&admin(folder.path(), &url, &new, NEW));
    let session = log_in(&program, "jonas@example.com", NEW).await.json_of(201);
    let token = session["session_token"].as_str().unwrap();
    get(&program, token, "/api/v2/users/amira").await.expect(404);
    for _ in 0..2 {
        said(&admin(folder.path(), &url, &["grant-owner", "jonas"], ""));
    }
    get(&program, token, "/api/v2/users/amira").await.expect(200);
    program.stop();
}

#[apply(case)]
async fn what_an_admin_command_refuses_changes_nothing(engine: Engine) {
    let (folder, url) = (tempfile::tempdir().unwrap(), engine.database().await.flag().1);
    if engine == Engine::Sqlite {
        let refused = admin(folder.path(), &url, &["grant-owner", "amira"], "");
        assert_eq!(refused.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&refused.stderr).contains("start the server once"));
    }
    let program = Program::serve(folder.path(), &["--database", &url]);
    let token = first_user(&program).await;
    let create = |username, email| ["create-user", "--username", username, "--email", email];
    for (arguments, input, text) in [
        (&create("amira", "a@example.com")[..], NEW, "exists already"),
        (&create("other", "AMIRA@example.com"), NEW, "exists already"),
        (&create("me", "a@example.com"), NEW, "reserved"),
        (&create("a_b", "a@example.com"), NEW, "no username"),
        (&create("jonas", "nowhere"), NEW, "address that mail can reach"),
        (&create("a_b", "nowhere"), "password", "no username"),
        (&create("a_b", "nowhere"), "password", "address that mail can reach"),
        (&create("a_b", "nowhere"), "password", "too easy to guess"),
        (&create("jonas", "a@example.com"), "password", "too easy to guess"),
        (&create("jonas", "a@example.com"), "", "no password came"),
        (&["reset-password", "nobody"], NEW, "there is no user"),
        (&["reset-password", "amira"], "password", "too easy to guess"),
        (&["grant-owner", "nobody@example.com"], "", "there is no user"),
    ] {
        let refused = admin(folder.path(), &url, arguments, input);
        let words = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}: {words}");
        assert!(words.contains(text), "{arguments:?}: {words}");
    }
    assert_eq!(get(&program, &token, "/api/v2/users").await.json_of(200)["count"], 1);
    program.stop();
}
