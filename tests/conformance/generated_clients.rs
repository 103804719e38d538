//! Clients that others' generators make from the specification work: openapi-typescript with openapi-fetch,
//! and openapi-python-client.

use super::kit::{self, Kit};
use crate::harness::{Engine, Server};

pub const KIT: Kit = Kit("generated_clients");

cases_only_where!(KIT.is_there());

#[apply(case)]
async fn a_client_made_by_openapi_typescript_works(engine: Engine) {
    let mut command = KIT.node("typescript.mjs");
    command.arg(openapi()).arg(KIT.file("client.ts"));
    hold(engine, command).await;
}

#[apply(case)]
async fn a_client_made_by_openapi_python_client_works(engine: Engine) {
    let mut command = KIT.python("python");
    command.arg(KIT.file("client.py")).arg(openapi()).env("PYTHONDONTWRITEBYTECODE", "1");
    hold(engine, command).await;
}

/// The specification that clients get.
fn openapi() -> std::path::PathBuf {
    kit::root().join("spec/openapi.json")
}

/// Answers are held against the specification on their way.
async fn hold(engine: Engine, mut command: std::process::Command) {
    let server = Server::start(engine).await;
    let owner = server.owner().await.clone();
    command
        .env("BURGRAVE_URL", server.recorded_url().await)
        .env("BURGRAVE_EMAIL", &owner.email)
        .env("BURGRAVE_PASSWORD", &owner.password);
    let folder = tempfile::tempdir().unwrap();
    let output = kit::run(command, folder.path()).await;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("done"), "{said}");
}
