//! Templates that fail, each where it must.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::LogLevel;
use burgrave_provisioner::JobInput;
use burgrave_provisioner::terraform::TerraformFault;

use crate::job::{Job, tools};

#[test]
fn a_file_that_is_no_terraform_fails_at_init() {
    let Some(settings) = tools() else { return };
    let mut job = Job::of_files(&settings, &[("main.tf", "resource \"a\" {\n}\n")], JobInput::default());
    let fault = job.init().expect_err("it has a fault").to_string();
    assert_eq!(fault, "terraform init: Missing name for resource (main.tf line 1)");
    assert!(job.has_line(LogLevel::Error, "Error: Missing name for resource"));
    assert!(job.has_line(LogLevel::Error, "on main.tf line 1, in resource \"a\":"));
    job.tells_no_path(&fault);
}

#[test]
fn a_provider_that_the_mirror_lacks_is_named_with_the_mirror() {
    let Some(settings) = tools() else { return };
    let template = r#"
terraform {
  required_providers {
    docker = { source = "kreuzwerker/docker" }
    coder  = { source = "coder/coder", version = "9.9.9" }
  }
}
"#;
    let mut job = Job::of_files(&settings, &[("main.tf", template)], JobInput::default());
    let fault = job.init().expect_err("they aren't there");
    let mirror = settings.mirror.as_ref().expect("there is one").to_string();
    let TerraformFault::NotMirrored { mirror: told, mut providers } = fault else { panic!("{fault}") };
    providers.sort();
    assert_eq!(
        (told, providers),
        (mirror, vec!["coder/coder 9.9.9".to_owned(), "kreuzwerker/docker".to_owned()])
    );
}

#[test]
fn a_reference_to_nothing_fails_at_the_plan() {
    let Some(settings) = tools() else { return };
    let mut job = Job::new(
        &settings,
        "resource \"terraform_data\" \"x\" {\n  input = var.nothing\n}\n",
        JobInput::default(),
    );
    job.init().expect("it is in the language");
    let fault = job.plan(Transition::Start).expect_err("there is no such variable").to_string();
    assert!(
        fault.starts_with("terraform plan: Reference to undeclared input variable (main.tf line "),
        "{fault}"
    );
    job.tells_no_path(&fault);
}

#[test]
fn a_template_without_files_fails_at_the_plan() {
    let Some(settings) = tools() else { return };
    let mut job = Job::of_files(&settings, &[("README.md", "# Nothing")], JobInput::default());
    job.init().expect("there is nothing to fetch");
    let fault = job.plan(Transition::Start).expect_err("there is nothing to plan").to_string();
    assert_eq!(fault, "terraform plan: No configuration files");
    let parsed = job.session.parse().expect("there is nothing to read");
    assert_eq!(parsed.readme, "# Nothing");
}

#[test]
fn an_apply_that_fails_half_way_leaves_its_state_and_the_next_build_repairs_it() {
    let Some(settings) = tools() else { return };
    let template = |command: &str| {
        format!(
            "resource \"terraform_data\" \"first\" {{}}\n\
             resource \"terraform_data\" \"second\" {{\n  input = terraform_data.first.id\n  \
             provisioner \"local-exec\" {{\n    command = \"{command}\"\n  }}\n}}\n"
        )
    };
    let mut failing = Job::new(&settings, &template("exit 3"), JobInput::default());
    failing.planned(Transition::Start);
    let applied = failing.apply();
    let error = applied.error.expect("it fails");
    assert!(error.starts_with("terraform apply: local-exec provisioner error (main.tf line "), "{error}");
    let names: Vec<_> = applied.resources.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["first", "second"]);
    let timings = failing.session.take_timings();
    assert!(timings.iter().any(|one| one.resource == "terraform_data.second" && one.action == "create"));
    let input = JobInput { state: applied.state, ..JobInput::default() };
    let mut repaired = Job::new(&settings, &template("true"), input);
    let (_, repaired) = repaired.build(Transition::Start);
    assert_eq!(repaired.resources.len(), 2);
}
