//! scim2-tester, scim2-cli and scim-sanity: clients of SCIM that hold a server against the RFCs, from its own
//! schemas.

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

/// The command line that operators have. It ends with status 1 for what it has only left out, so its lines
/// are read.
#[apply(case)]
async fn scim2_cli_runs_to_its_end_and_finds_no_fault(engine: Engine) {
    let server = Server::start(engine).await;
    let mut command = KIT.python("scim2");
    command.env("SCIM_CLI_HEADERS", format!("Authorization: Bearer {SCIM_KEY}"));
    command.arg("-u").arg(mount(&server).await).args(["test", "-v"]);
    let output = run(command).await;
    let said = String::from_utf8_lossy(&output.stdout);
    let of = |word: &str| said.lines().filter(|line| line.starts_with(word)).count();
    let (done, failed) = (of("SUCCESS "), of("ERROR ") + of("CRITICAL "));
    let fault = String::from_utf8_lossy(&output.stderr);
    assert!(done >= 100 && failed == 0 && fault.is_empty(), "{done} done, {failed} failed:\n{said}\n{fault}");
    println!("scim2-cli: {done} checks");
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
