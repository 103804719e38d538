//! The pages about the command line and the first workspace, command for command.

use std::path::Path;
use std::process::Command;

use regex::Regex;

use crate::harness::secrets;
use crate::process::program::Program;

/// The passwords of the pages.
const PASSWORDS: [&str; 2] = ["seven-otters-juggle-lanterns", "nine-herons-paint-the-harbour"];

/// Runs the examples of a page against a server of their own; gives what they print.
fn examples(page: &str) -> String {
    PASSWORDS.into_iter().for_each(secrets::register);
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
    let page = std::fs::read_to_string(page).unwrap();
    let fenced = Regex::new(r"(?ms)^```sh\n(.*?)^```$").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(&folder.path().join("data"), &[]);
    let mut script = "set -euo pipefail\n".to_owned();
    let mut blocks = 0;
    for block in fenced.captures_iter(&page) {
        blocks += 1;
        script.push_str(&block[1].replace("http://127.0.0.1:3000", &program.url()));
    }
    assert!(blocks >= 5, "the page has examples");
    let here = Path::new(env!("CARGO_BIN_EXE_burgrave")).parent().unwrap();
    let path = format!("{}:{}", here.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("bash");
    shell.args(["-c", &script]).current_dir(folder.path()).env("PATH", path).env("HOME", folder.path());
    for variable in ["BURGRAVE_URL", "BURGRAVE_TOKEN", "XDG_CONFIG_HOME"] {
        shell.env_remove(variable);
    }
    let output = shell.output().unwrap();
    let (said, faults) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{faults}");
    program.stop();
    said.into_owned()
}

/// The first cells of each line.
fn cells(said: &str, count: usize) -> Vec<Vec<&str>> {
    said.lines().map(|line| line.split_whitespace().take(count).collect()).collect()
}

#[apply(case)]
async fn the_examples_of_the_page_work_as_they_are_printed() {
    let said = examples("command-line.md");
    // What the examples end with: a group of one member, and the code of what isn't there.
    assert!(cells(&said, 4).contains(&vec!["backend", "engineering", "1", "40"]), "{said}");
    assert!(said.contains("there is no such group"), "{said}");
}

#[apply(case)]
async fn the_first_workspace_is_made_as_the_page_says() {
    let runs = |program: &str| Command::new(program).arg("version").output().is_ok();
    if !runs("terraform") && !runs("tofu") {
        assert!(std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_none(), "neither terraform nor tofu is there");
        println!("skipped: the first workspace needs terraform or tofu on PATH (https://opentofu.org)");
        return;
    }
    let said = examples("first-workspace.md");
    for status in ["running", "stopped"] {
        assert!(cells(&said, 4).contains(&vec!["dev", "amira", "machine", status]), "{said}");
    }
    assert!(said.contains("terraform_data.machine: Creation complete"), "{said}");
}
