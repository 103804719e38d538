//! scim2-tester and scim-sanity: clients of SCIM that hold a server against the RFCs, from its own schemas.

use std::process::{Command, Output};

use super::kit::{self, Kit};
use crate::harness::{Engine, SCIM_KEY, Server};

pub const KIT: Kit = Kit("scim");

cases_only_where!(KIT.is_there());

#[apply(case)]
async fn scim2_tester_finds_no_fault(engine: Engine) {
    let server = Server::start(engine).await;
    let mut command = KIT.python("python");
    command.arg(KIT.file("tester.py")).arg(mount(&server).await).arg(SCIM_KEY);
    hold("scim2-tester", run(command).await, "checks,");
}

#[apply(case)]
async fn scim_sanity_finds_no_fault(engine: Engine) {
    let server = Server::start(engine).await;
    let mut command = KIT.python("scim-sanity");
    command.arg("probe").arg(mount(&server).await);
    command.args(["--token", SCIM_KEY, "--i-accept-side-effects", "--strict"]);
    hold("scim-sanity", run(command).await, " passed");
}

/// Answers are held against the specification on their way.
async fn mount(server: &Server) -> String {
    format!("{}/scim/v2", server.recorded_url().await)
}

async fn run(mut command: Command) -> Output {
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    let folder = tempfile::tempdir().unwrap();
    kit::run(command, folder.path()).await
}

#[track_caller]
fn hold(tool: &str, output: Output, summary: &str) {
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{tool}:\n{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let line = said.lines().find(|line| line.contains(summary)).unwrap_or_default();
    println!("{tool}: {}", line.trim());
}
