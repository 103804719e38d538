//! What a job finds around it.

use std::process::Command;

use burgrave_core::provisioning::build::Transition;
use burgrave_provisioner::JobInput;

use crate::job::{Job, tools};

/// Runs the case below in a process with secrets in its environment.
#[test]
fn nothing_of_the_server_reaches_a_job() {
    if tools().is_none() {
        return;
    }
    let own = std::env::current_exe().expect("it runs");
    let ended = Command::new(own)
        .args(["--exact", "environment::a_job_prints_its_environment", "--ignored", "--nocapture"])
        .env("BURGRAVE_DATABASE_URL", "postgres://canary-a@localhost")
        .env("CODER_DONT_PASS", "canary-b")
        .env("PGPASSWORD", "canary-c")
        .env("TF_CLI_CONFIG_FILE", "/nowhere/canary-d")
        .env("TF_DATA_DIR", "/nowhere/canary-e")
        .env("TF_VAR_given", "by the operator")
        .output()
        .expect("it can be started");
    let told = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "{told}\n{}", String::from_utf8_lossy(&ended.stderr));
    assert!(told.contains("1 passed"), "{told}");
}

#[test]
#[ignore = "run by the case above"]
fn a_job_prints_its_environment() {
    let Some(settings) = tools() else { return };
    let template = "variable \"given\" {}\n\
                    resource \"terraform_data\" \"it\" {\n  provisioner \"local-exec\" {\n    \
                    command = \"env; cat /proc/$PPID/cmdline; echo given=${var.given}\"\n  }\n}\n";
    let mut job = Job::new(&settings, template, JobInput::default());
    job.build(Transition::Start);
    let log = job.log();
    assert!(!log.contains("canary"), "{log}");
    assert!(log.contains("CODER_WORKSPACE_TRANSITION=start") && log.contains("CODER_AGENT_URL="), "{log}");
    assert!(log.contains("given=by the operator"), "{log}");
    assert!(log.contains("terraform environment variable: TF_VAR_given=<value redacted>"), "{log}");
    job.tells_no_path("");
}
