//! `burgrave license …`: keys and licences for those who run the server for others.

use std::path::Path;

use super::program::run;
use crate::harness::secrets;

fn license(arguments: &[&str]) -> std::process::Output {
    run(&[&["license"], arguments].concat())
}

#[track_caller]
fn said(output: &std::process::Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text.trim_end().to_owned()
}

fn path(file: &Path) -> String {
    file.display().to_string()
}

#[apply(case)]
async fn a_licence_is_made_with_a_new_key_and_looked_into() {
    let folder = tempfile::tempdir().unwrap();
    let (key, file) = (path(&folder.path().join("key.pem")), folder.path().join("license"));
    let keys = said(&license(&["keygen", "--name", "2026-03", "--to", &key]));
    assert!(keys.starts_with("2026-03="), "{keys}");
    assert!(!license(&["keygen", "--name", "2026-03", "--to", &key]).status.success(), "it stays");
    let issue =
        ["issue", "--key", &key, "--name", "2026-03", "--account-id", "castle", "--feature", "user_limit=7"];
    let token = said(&license(&issue));
    secrets::register(&token);
    std::fs::write(&file, &token).unwrap();
    let file = path(&file);
    let shown = said(&license(&["inspect", "--license-keys", &keys, &file]));
    assert!(shown.contains("\"user_limit\": 7") && shown.ends_with("It holds."), "{shown}");
    assert!(said(&license(&["inspect", &file])).contains("names no keys"));
    let wrong = license(&["issue", "--key", &file, "--name", "2026-03", "--account-id", "castle"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("no private key"));
    std::fs::write(folder.path().join("garbage"), "garbage").unwrap();
    let garbage = license(&["inspect", &path(&folder.path().join("garbage"))]);
    assert!(String::from_utf8_lossy(&garbage.stderr).contains("no signed token"));
}
