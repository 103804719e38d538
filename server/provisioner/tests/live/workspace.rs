//! A workspace from its start to its end.

use std::collections::BTreeMap;

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::LogLevel;
use burgrave_provisioner::terraform::{Product, Settings};
use burgrave_provisioner::{JobInput, TemplateFacts, WorkspaceFacts};

use crate::job::{Job, tofu, tools, value};

const TEMPLATE: &str = r#"
variable "zones" {
  type      = list(string)
  sensitive = false
}
variable "secret" {
  sensitive = true
}
data "coder_parameter" "size" {
  name    = "size"
  type    = "number"
  default = 1
  mutable = true
}
resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}
resource "terraform_data" "home" {}
resource "terraform_data" "machine" {
  count = data.coder_workspace.me.start_count
  input = [coder_agent.main.token, data.coder_parameter.size.value, sha256(var.secret)]
}
resource "coder_metadata" "machine" {
  count       = data.coder_workspace.me.start_count
  resource_id = terraform_data.machine[0].id
  daily_cost  = 10 * data.coder_parameter.size.value
  item {
    key   = "zones"
    value = join("+", var.zones)
  }
}
"#;

fn input(state: Vec<u8>, size: &str) -> JobInput {
    JobInput {
        state,
        parameters: BTreeMap::from([("size".to_owned(), size.to_owned())]),
        access_url: "https://burgrave.example.com".into(),
        workspace: WorkspaceFacts {
            name: "dev".into(),
            build_id: "a build".into(),
            ..WorkspaceFacts::default()
        },
        template: TemplateFacts { id: "an id".into(), name: "it".into(), version: "one".into() },
        ..JobInput::default()
    }
}

fn job(settings: &Settings, state: Vec<u8>, size: &str) -> Job {
    let mut job = Job::new(settings, TEMPLATE, input(state, size));
    job.variables = vec![value("zones", r#"["a", "b"]"#), value("secret", "x\"y$${z}")];
    job
}

#[test]
fn a_workspace_is_started_stopped_and_deleted() {
    if let Some(settings) = tools() {
        lives(&settings);
    }
}

#[test]
fn open_tofu_does_the_same() {
    if let Some(settings) = tofu() {
        assert_eq!(settings.program.product(), Product::OpenTofu);
        lives(&settings);
    }
}

fn lives(settings: &Settings) {
    let mut start = job(settings, Vec::new(), "2");
    let (planned, started) = start.build(Transition::Start);
    assert_eq!(planned.daily_cost(), 20);
    assert_eq!(planned.parameters[0].rule.name, "size");
    let names = |resources: &[burgrave_core::provisioning::resources::Resource]| {
        resources.iter().map(|one| one.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&started.resources), ["home", "machine"]);
    let machine = &started.resources[1];
    assert_eq!(machine.metadata[0].value, "a+b");
    assert_eq!((machine.daily_cost, machine.agents[0].name.as_str()), (20, "main"));
    assert!(start.has_line(LogLevel::Info, "Initializing provider plugins"));
    assert!(start.has_line(LogLevel::Info, "terraform_data.machine[0]: Creation complete"));
    assert!(!start.log().contains("x\\\"y"), "no secret is told");
    let timings: Vec<_> =
        start.session.take_timings().iter().map(|one| format!("{} {}", one.resource, one.action)).collect();
    for expected in [
        "provider plugins load",
        "coder_stage_init terraform",
        "data.coder_workspace.me read",
        "coder_stage_plan terraform",
        "coder_stage_graph terraform",
        "terraform_data.machine[0] create",
        "coder_stage_apply terraform",
    ] {
        assert!(timings.iter().any(|one| one == expected), "{expected}: {timings:?}");
    }
    let mut stop = job(settings, started.state, "2");
    let (planned, stopped) = stop.build(Transition::Stop);
    assert_eq!((planned.daily_cost(), names(&stopped.resources)), (0, vec!["home".to_owned()]));
    let mut delete = job(settings, stopped.state, "2");
    let (planned, deleted) = delete.build(Transition::Delete);
    assert!(planned.resources.is_empty() && deleted.resources.is_empty());
    let left: serde_json::Value = serde_json::from_slice(&deleted.state).expect("a state");
    assert_eq!(left["resources"], serde_json::json!([]));
}

#[test]
fn there_is_nothing_to_delete_without_a_state() {
    let Some(settings) = tools() else { return };
    let mut delete = job(&settings, Vec::new(), "1");
    let (planned, deleted) = delete.build(Transition::Delete);
    assert!(planned.resources.is_empty() && deleted.state.is_empty());
    assert!(delete.has_line(LogLevel::Info, "there is nothing to do"));
}

#[test]
fn what_is_replaced_is_told_with_its_reason() {
    let Some(settings) = tools() else { return };
    let template = |trigger: &str| {
        format!("resource \"terraform_data\" \"x\" {{\n  triggers_replace = \"{trigger}\"\n}}\n")
    };
    let mut first = Job::new(&settings, &template("old"), JobInput::default());
    let (_, made) = first.build(Transition::Start);
    let input = JobInput { state: made.state, ..JobInput::default() };
    let mut second = Job::new(&settings, &template("new"), input);
    let planned = second.planned(Transition::Start);
    assert_eq!(planned.replacements[0].resource, "terraform_data.x");
    assert_eq!(planned.replacements[0].paths, ["triggers_replace"]);
    assert!(second.has_line(LogLevel::Warn, r#"~ triggers_replace: "old" -> "new" (forces replacement)"#));
}

#[test]
fn providers_are_kept_for_the_next_job() {
    let Some(mut settings) = tools() else { return };
    let cache = tempfile::tempdir().expect("a folder");
    settings.cache = Some(cache.path().join("providers"));
    for _ in 0..2 {
        let mut job = Job::new(&settings, "", JobInput::default());
        job.planned(Transition::Start);
    }
}

#[test]
fn more_is_logged_where_it_is_wanted() {
    let Some(settings) = tools() else { return };
    let input = JobInput { log_level: Some(LogLevel::Debug), ..JobInput::default() };
    let mut job = Job::new(&settings, "", input);
    job.planned(Transition::Start);
    assert!(job.lines.iter().any(|line| line.level == LogLevel::Debug));
    assert!(!job.lines.iter().any(|line| line.level == LogLevel::Trace));
}
