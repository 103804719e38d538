//! Clients of the Model Context Protocol, unmodified, before a server of that protocol that asks here about
//! its tokens.

use serde_json::json;

use super::kit::{self, Kit};
use crate::harness::{Engine, Server};

pub const KIT: Kit = Kit("mcp");

cases_only_where!(KIT.is_there());

const SETTINGS: &str = "/api/v2/oauth2-provider/settings";

#[apply(case)]
async fn the_typescript_client_registers_logs_in_calls_and_refreshes(engine: Engine) {
    hold(engine, KIT.node("sdk.mjs")).await;
}

#[apply(case)]
async fn the_python_client_registers_logs_in_calls_and_refreshes(engine: Engine) {
    let server = KIT.node("server.mjs").get_args().next().unwrap().to_owned();
    let mut command = KIT.python("python");
    command.arg(KIT.file("client.py")).env("MCP_SERVER", server);
    hold(engine, command).await;
}

async fn hold(engine: Engine, mut command: std::process::Command) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let owner = server.owner().await;
    owner.put(SETTINGS, &json!({"dynamic_client_registration_enabled": true})).await.expect(200);
    command
        .env("BURGRAVE_URL", format!("http://{}", amira.address))
        .env("BURGRAVE_SESSION", &amira.token)
        .env("BURGRAVE_OWNER", &owner.token);
    let folder = tempfile::tempdir().unwrap();
    let output = kit::run(command, folder.path()).await;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("done"), "{said}");
}
