//! `burgrave database copy`: a whole deployment, from one engine to the other and back.

use std::path::Path;
use std::process::Output;

use burgrave_provisioner::Parsed;
use burgrave_provisioner::echo::EchoArchive;
use http::Method;
use serde_json::{Value, json};

use super::database::{create, first_user};
use super::program::{Program, command, run};
use crate::cluster::cluster;
use crate::harness::{Call, Engine};
use crate::routes::files::scene::TAR;
use crate::routes::workspaces::scene::machine;

/// What both servers are asked.
const ASKED: [&str; 9] = [
    "/api/v2/users?limit=0",
    "/api/v2/organizations",
    "/api/v2/groups",
    "/api/v2/templates",
    "/api/v2/workspaces",
    "/api/v2/organizations/default/members",
    "/api/v2/organizations/default/provisionerjobs",
    "/api/v2/audit?limit=100",
    "/api/v2/users/me/keys/tokens",
];

/// The key of SCIM.
const SCIM: &str = "scim-key-of-the-copy-4711";

/// A key that both servers have.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

const FLAGS: [&str; 8] =
    ["--provisioner-daemons", "1", "--scim-key", SCIM, "--encryption-keys", KEY, "--rate-limit-api", "0"];

fn without_postgres() -> bool {
    !Engine::available().contains(&Engine::Postgres)
}

fn call(program: &Program, token: &str, method: Method, path: &str) -> Call {
    program.call(method, path).token(token)
}

async fn post(program: &Program, token: &str, path: &str, body: &Value) -> Value {
    call(program, token, Method::POST, path).json(body).send().await.json_of(201)
}

/// Waits until the job of what is at this path has succeeded.
async fn succeeds(program: &Program, token: &str, path: &str, job: &str) {
    loop {
        let found = call(program, token, Method::GET, path).send().await.json_of(200);
        match found.pointer(job).and_then(Value::as_str).unwrap() {
            "succeeded" => return,
            "pending" | "running" => tokio::task::yield_now().await,
            other => panic!("{path}: {other}"),
        }
    }
}

/// Something of everything; gives the owner's token and the file that was uploaded.
async fn settled(program: &Program) -> (String, String) {
    let token = first_user(program).await;
    create(program, &token, "engineering").await;
    let user = json!({"email": "jonas@example.com", "username": "jonas", "password": "Nine-Herons-Paint-The-Harbour",
        "organization_ids": [organization(program, &token).await]});
    let user = post(program, &token, "/api/v2/users", &user).await;
    let group =
        post(program, &token, "/api/v2/organizations/default/groups", &json!({"name": "backend"})).await;
    let path = format!("/api/v2/groups/{}", group["id"].as_str().unwrap());
    let members = json!({"add_users": [user["id"]]});
    call(program, &token, Method::PATCH, &path).json(&members).send().await.expect(200);
    let key = json!({"token_name": "nightly", "scopes": ["group:read"]});
    post(program, &token, "/api/v2/users/me/keys/tokens", &key).await;
    provided(program).await;
    let archive = EchoArchive::simple(&Parsed { readme: "# Häuser".into(), ..Parsed::default() }, &machine());
    let upload = call(program, &token, Method::POST, "/api/v2/files").body(TAR, archive.into_tar());
    let file = upload.send().await.json_of(201)["hash"].as_str().unwrap().to_owned();
    let version = json!({"storage_method": "file", "file_id": file, "provisioner": "echo"});
    let version = post(program, &token, "/api/v2/organizations/default/templateversions", &version).await;
    let path = format!("/api/v2/templateversions/{}", version["id"].as_str().unwrap());
    succeeds(program, &token, &path, "/job/status").await;
    let template = json!({"name": "houses", "template_version_id": version["id"]});
    let template = post(program, &token, "/api/v2/organizations/default/templates", &template).await;
    let workspace = json!({"name": "dev", "template_id": template["id"]});
    let workspace = post(program, &token, "/api/v2/users/me/workspaces", &workspace).await;
    let path = format!("/api/v2/workspaces/{}", workspace["id"].as_str().unwrap());
    succeeds(program, &token, &path, "/latest_build/job/status").await;
    (token, file)
}

/// Somebody whom an identity provider knows, with a document of theirs.
async fn provided(program: &Program) {
    let body = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Mina",
        "emails": [{"value": "mina@example.com", "primary": true}], "active": true, "title": "Baumeisterin"});
    let call = program.call(Method::POST, "/scim/v2/Users").header("authorization", format!("Bearer {SCIM}"));
    call.json(&body).send().await.expect(201);
}

async fn organization(program: &Program, token: &str) -> Value {
    let found = call(program, token, Method::GET, "/api/v2/organizations/default").send().await.json_of(200);
    found["id"].clone()
}

/// What a server answers to all that is asked, and the file that it gives back.
async fn answers(program: &Program, (token, file): &(String, String)) -> (Vec<Value>, String) {
    let mut all = Vec::new();
    for path in ASKED {
        let mut answer = call(program, token, Method::GET, path).send().await.json_of(200);
        forget_moments(&mut answer);
        all.push(answer);
    }
    let users = program.call(Method::GET, "/scim/v2/Users").header("authorization", format!("Bearer {SCIM}"));
    let mut users = users.send().await.json_of(200);
    forget_moments(&mut users);
    all.push(users);
    let given = call(program, token, Method::GET, &format!("/api/v2/files/{file}")).send().await.expect(200);
    (all, given.text())
}

/// Takes away when people and daemons were seen last, which asking changes, and where the server is.
fn forget_moments(answer: &mut Value) {
    match answer {
        Value::Object(members) => {
            members.retain(|name, _| {
                !["last_seen_at", "last_used_at", "last_used", "location"].contains(&name.as_str())
            });
            members.values_mut().for_each(forget_moments);
        }
        Value::Array(entries) => entries.iter_mut().for_each(forget_moments),
        _ => {}
    }
}

fn copy(from: &str, to: &str, more: &[&str]) -> Output {
    run(&[&["database", "copy", "--from", from, "--to", to], more].concat())
}

fn copied(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("comparing what was written"), "{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    said
}

fn sqlite(folder: &Path) -> String {
    format!("sqlite://{}", folder.display())
}

#[apply(case)]
async fn a_deployment_is_the_same_on_postgresql_and_back_on_sqlite() {
    if without_postgres() {
        return;
    }
    let (folder, back) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let url = cluster().await.expect("it is available").database().await;
    let program = Program::serve(folder.path(), &FLAGS);
    let known = settled(&program).await;
    let before = answers(&program, &known).await;
    program.stop();
    let with_key = ["--encryption-keys", KEY];
    let said = copied(&copy(&sqlite(folder.path()), &url, &with_key));
    assert!(said.contains("numbers and hashes of all rows agree"), "{said}");

    let program = Program::serve(back.path(), &[&FLAGS[..], &["--database", &url]].concat());
    assert_eq!(answers(&program, &known).await, before);
    // What PostgreSQL counts by itself goes on behind the copy.
    let workspaces = call(&program, &known.0, Method::GET, "/api/v2/workspaces").send().await.json_of(200);
    let workspace = workspaces["workspaces"][0]["id"].as_str().unwrap();
    let path = format!("/api/v2/workspaces/{workspace}");
    post(&program, &known.0, &format!("{path}/builds"), &json!({"transition": "stop"})).await;
    succeeds(&program, &known.0, &path, "/latest_build/job/status").await;
    let before = answers(&program, &known).await;
    program.stop();

    let data = back.path().join("data");
    copied(&copy(&url, &sqlite(&data), &with_key));
    let program = Program::serve(&data, &FLAGS);
    assert_eq!(answers(&program, &known).await, before);
    create(&program, &known.0, "afterwards").await;
    program.stop();
}

#[apply(case)]
async fn a_copy_is_made_into_nothing_but_an_empty_database() {
    if without_postgres() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let url = cluster().await.expect("it is available").database().await;
    let from = sqlite(folder.path());
    assert!(refused(&copy(&from, &url, &[])).contains("holds no Burgrave database"));
    let program = Program::serve(folder.path(), &[]);
    first_user(&program).await;
    let said = copied(&copy(&from, &url, &[]));
    assert!(said.contains("encryption.key"), "the key goes with the copy: {said}");
    program.stop();
    assert!(refused(&copy(&from, &url, &[])).contains("the target isn't empty"));
    let other = tempfile::tempdir().unwrap();
    let said = refused(&copy(&url, &sqlite(other.path()), &[]));
    assert!(said.contains("sealed with the encryption key of fingerprint"), "{said}");
    assert!(!other.path().join("burgrave.db").exists(), "nothing is made before");
}

#[apply(case)]
async fn a_running_server_is_copied_as_it_is_and_the_operator_is_told() {
    if without_postgres() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let url = cluster().await.expect("it is available").database().await;
    let program = Program::serve(folder.path(), &[]);
    first_user(&program).await;
    let output = copy(&sqlite(folder.path()), &url, &[]);
    copied(&output);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("a server uses the source"), "{said}");
    program.stop();
    let output = copy(&sqlite(folder.path()), &cluster().await.unwrap().database().await, &[]);
    copied(&output);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("a server uses the source"));
}

#[apply(case)]
async fn what_a_copy_is_told_wrongly_is_named_without_passwords() {
    let told = |arguments: &[&str]| {
        let output = command(&[&["database", "copy"], arguments].concat())
            .env("BURGRAVE_COPY_TO", "postgres://u:hunter@2@h/d")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let said = told(&[]);
    assert!(said.contains("--from: it is missing"), "{said}");
    assert!(said.contains("variable BURGRAVE_COPY_TO") && !said.contains("hunter"), "{said}");
    let said = told(&["--from", "sqlite://a", "--to", "sqlite://b"]);
    assert!(said.contains("burgrave database backup"), "{said}");
    let said = told(&["--from", "postgres://a@b/c", "--to", "postgres://a:hunter@b/d"]);
    assert!(said.contains("pg_dump") && !said.contains("hunter"), "{said}");
    assert!(told(&["--from", "mysql://a", "--to", "sqlite://"]).contains("it names no folder"));
}
