//! Jobs that are canceled.

use std::time::{Duration, Instant};

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::LogLevel;
use burgrave_provisioner::JobInput;
use burgrave_provisioner::terraform::{Settings, TerraformFault};

use crate::job::{Job, tools};

fn canceled(settings: &Settings, template: &str, at: &'static str) -> (Job, Vec<String>, Vec<u8>) {
    let mut job = Job::new(settings, template, JobInput::default());
    job.planned(Transition::Start);
    job.cancel_at = Some(at);
    let applied = job.apply();
    assert_eq!(applied.error.as_deref(), Some("The job was canceled."), "{}", job.log());
    let names = applied.resources.iter().map(|one| one.name.clone()).collect();
    (job, names, applied.state)
}

#[test]
fn an_apply_ends_soon_and_keeps_what_it_has_made() {
    let Some(settings) = tools() else { return };
    let template = "resource \"terraform_data\" \"first\" {}\n\
                    resource \"time_sleep\" \"long\" {\n  create_duration = \"600s\"\n  \
                    triggers = { first = terraform_data.first.id }\n}\n";
    let begun = Instant::now();
    let (job, names, state) = canceled(&settings, template, "time_sleep.long: Creating...");
    assert!(begun.elapsed() < Duration::from_secs(60));
    assert!(names.contains(&"first".to_owned()), "{names:?}");
    assert!(!state.is_empty());
    assert!(
        job.has_line(LogLevel::Info, "Interrupt received") || job.log().contains("Interrupt received"),
        "{}",
        job.log()
    );
}

#[test]
fn what_ignores_the_request_is_killed_and_its_state_is_kept() {
    let Some(mut settings) = tools() else { return };
    settings.limits.grace = Duration::from_secs(1);
    let template = "resource \"terraform_data\" \"first\" {}\n\
                    resource \"terraform_data\" \"deaf\" {\n  input = terraform_data.first.id\n  \
                    provisioner \"local-exec\" {\n    \
                    command = \"trap '' INT TERM; echo begun; while :; do sleep 1; done\"\n  }\n}\n";
    let begun = Instant::now();
    let (_, _, state) = canceled(&settings, template, "begun");
    assert!(begun.elapsed() < Duration::from_secs(60));
    let state: serde_json::Value = serde_json::from_slice(&state).expect("it is whole");
    let resources = state["resources"].as_array().expect("a list");
    assert!(resources.iter().any(|one| one["name"] == "first"));
}

#[test]
fn nothing_is_started_for_a_canceled_job() {
    let Some(settings) = tools() else { return };
    let mut job = Job::new(&settings, "", JobInput::default());
    job.cancellation.cancel();
    assert!(matches!(job.init(), Err(TerraformFault::Canceled)));
    assert!(matches!(job.plan(Transition::Start), Err(TerraformFault::Canceled)));
    assert!(job.session.apply(&mut |_| (), &job.cancellation).is_err());
}

#[test]
fn init_and_plan_end_when_they_are_asked_to() {
    let Some(settings) = tools() else { return };
    let mut job = Job::new(&settings, "", JobInput::default());
    job.cancel_at = Some("Initializing");
    // Either is too quick to be caught each time: what counts is that both come to an end.
    let ended = job.init().and_then(|()| job.plan(Transition::Start).map(drop));
    assert!(matches!(ended, Err(TerraformFault::Canceled)), "{ended:?}");
}
