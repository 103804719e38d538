//! The page about the command line, command for command.

use std::path::Path;
use std::process::Command;

use regex::Regex;

use crate::harness::secrets;
use crate::process::program::Program;

#[apply(case)]
async fn the_examples_of_the_page_work_as_they_are_printed() {
    for password in ["seven-otters-juggle-lanterns", "nine-herons-paint-the-harbour"] {
        secrets::register(password);
    }
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/command-line.md");
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
    // What the examples end with: a group of one member, and the code of what isn't there.
    let cells = |line: &str| line.split_whitespace().take(4).map(str::to_owned).collect::<Vec<_>>();
    assert!(said.lines().any(|line| cells(line) == ["backend", "engineering", "1", "40"]), "{said}");
    assert!(said.contains("there is no such group"), "{said}");
    program.stop();
}
