//! Starting: the first time and later.

use std::process::Command;

use http::Method;

use super::program::{Program, run};
use crate::harness::secrets;

#[apply(case)]
async fn the_first_start_says_what_to_do_and_its_commands_work_as_printed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("made/by/the/start");
    let mut program = Program::serve(&data, &[]);
    let advice = program.lines_until("Ctrl+C");
    assert!(data.is_dir() && program.greeting.contains(&data.display().to_string()));
    let password = |text: &str| {
        text.split("\"password\": \"").nth(1).and_then(|rest| rest.split('"').next().map(str::to_owned))
    };
    let sample = password(&advice).expect("the commands have a password");
    secrets::register(&sample);
    let elsewhere = folder.path().join("another/deployment");
    let mut other = Program::serve(&elsewhere, &[]);
    assert_ne!(
        password(&other.lines_until("Ctrl+C")),
        Some(sample),
        "each start shows a password of its own"
    );
    other.stop();
    let mut answers = String::new();
    for block in advice.split("\n\n").filter(|block| block.trim_start().starts_with("curl")) {
        let output = Command::new("sh")
            .args(["-c", &format!("{} -sS --fail-with-body", block.trim())])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{block}\n{said}{}", String::from_utf8_lossy(&output.stderr));
        answers.push_str(&said);
    }
    assert!(answers.contains("organization_id") && answers.contains("session_token"), "{answers}");
    program.stop();

    let again = Program::serve(&data, &[]);
    again.signal("TERM");
    assert!(!again.greeting.contains("no user"), "{}", again.greeting);
    assert!(again.ended().0.success());
}

#[apply(case)]
async fn the_default_organization_is_there_before_any_user() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--log-format", "json"]);
    program.call(Method::GET, "/healthz").send().await.expect(200);
    program.call(Method::GET, "/readyz").send().await.expect(200);
    let info = program.call(Method::GET, "/api/v2/buildinfo").send().await.json_of(200);
    assert_eq!(info["dashboard_url"], program.url(), "without an access URL it is where the server listens");
    let id = info["deployment_id"].clone();
    program.stop();
    let program = Program::serve(folder.path(), &[]);
    let info = program.call(Method::GET, "/api/v2/buildinfo").send().await.json_of(200);
    assert_eq!(info["deployment_id"], id, "a deployment keeps its identity");
    program.stop();
}

#[apply(case)]
async fn the_version_is_the_one_that_answers_carry() {
    let said = String::from_utf8(run(&["--version"]).stdout).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &[]);
    let answer = program.call(Method::GET, "/healthz").send().await;
    let carried = answer.header("x-coder-build-version").unwrap().to_owned();
    let own = said.trim().strip_prefix("burgrave ").expect("it names the program");
    assert_eq!(carried, format!("v2.36.0+burgrave.{own}"), "clients compare the numbers with their own");
    let info = program.call(Method::GET, "/api/v2/buildinfo").send().await.json_of(200);
    assert_eq!(info["version"], carried);
    assert_eq!(info["external_url"], format!("{}/", program.url()));
    assert!(info["upgrade_message"].as_str().unwrap().contains(own), "{info}");
    program.stop();
    let flags = ["--api-version", "v2.30.1", "--external-url", "https://example.com/about"];
    let program = Program::serve(folder.path(), &flags);
    let info = program.call(Method::GET, "/api/v2/buildinfo").send().await.json_of(200);
    assert_eq!(info["version"], format!("v2.30.1+burgrave.{own}"));
    assert_eq!(info["external_url"], "https://example.com/about");
    program.stop();
    let program = Program::serve(folder.path(), &["--api-version", ""]);
    let answer = program.call(Method::GET, "/healthz").send().await;
    assert_eq!(answer.header("x-coder-build-version"), Some(format!("v{own}").as_str()));
    program.stop();
}
