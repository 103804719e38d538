//! Third-party linters and validators of OpenAPI: redocly, spectral and openapi-spec-validator
//! find nothing in the specification.

use super::kit::{self, Kit};

pub const KIT: Kit = Kit("specification");

cases_only_where!(KIT.is_there());

#[apply(case)]
async fn redocly_and_spectral_find_nothing() {
    let mut command = KIT.node("lint.mjs");
    command.arg(openapi()).arg(KIT.file("redocly.yaml")).arg(KIT.file("spectral.yaml"));
    hold(command, "done").await;
}

#[apply(case)]
async fn openapi_spec_validator_finds_nothing() {
    let mut command = KIT.python("openapi-spec-validator");
    command.arg(openapi());
    hold(command, "OK").await;
}

/// The specification that clients get.
fn openapi() -> std::path::PathBuf {
    kit::root().join("spec/openapi.json")
}

async fn hold(command: std::process::Command, done: &str) {
    let folder = tempfile::tempdir().unwrap();
    let output = kit::run(command, folder.path()).await;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains(done), "{said}");
}
