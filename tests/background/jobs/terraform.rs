//! Templates of Terraform, with real providers.

use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::job::{JobStatus, Provisioner};
use burgrave_store::JobRecord;
use serde_json::{Value, json};

use super::builds::{left, timed};
use super::canceled::cancel;
use super::scene::{ended, given, job_of, log_of, stages_of};
use crate::conformance::kit::Kit;
use crate::harness::{Engine, Options, Person, Server};
use crate::routes::files::scene::{TAR, tar, upload};
use crate::routes::templates::scene::HERE;
use crate::routes::workspace_changes::scene::{build, given as values, workspace_with};

pub const KIT: Kit = Kit("terraform");

pub const HEAD: &str = r#"
terraform {
  required_providers {
    coder = { source = "coder/coder" }
    time  = { source = "hashicorp/time" }
  }
}
data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}
resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}
"#;

/// Whether the program and its providers are there.
pub fn is_there() -> bool {
    let program = burgrave_provisioner::terraform::Program::locate(None).is_some();
    let required = std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_some();
    assert!(program || !required, "terraform is not on PATH, and BURGRAVE_TESTS_REQUIRE is set");
    program && KIT.is_there()
}

pub(super) async fn server(engine: Engine) -> Server {
    let mirror = KIT.installed("mirror").display().to_string();
    let flags = vec![("provisioner-daemons", "1".to_owned()), ("provider-mirror", mirror)];
    Server::start_with(engine, Options { flags, ..Options::default() }).await
}

/// A server that has begun to start a workspace from this, after the usual head.
async fn starting(engine: Engine, template: &str) -> (Server, ProvisionerJobId) {
    let archive = tar(&[("main.tf", format!("{HEAD}\n{template}").as_bytes())]);
    let mut made: Option<ProvisionerJobId> = None;
    let begun = given(server(engine).await, async |mut maker| {
        maker.provisioner = Provisioner::Terraform;
        made = Some(maker.start(archive).await);
    });
    (begun.await, made.unwrap())
}

async fn started(engine: Engine, template: &str) -> (Server, JobRecord) {
    let (server, id) = starting(engine, template).await;
    ended(&server, id).await;
    let job = job_of(&server, id).await;
    (server, job)
}

/// A version of this upload, when its import has ended.
pub(super) async fn imported(
    server: &Server,
    owner: &Person,
    files: &[(&str, &[u8])],
    fields: Value,
) -> Value {
    let file = upload(owner, TAR, tar(files)).await;
    let mut body = json!({"storage_method": "file", "file_id": file, "provisioner": "terraform"});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let made = owner.post("/api/v2/organizations/default/templateversions", &body).await.json_of(201);
    server.log.wait_for(1, "job ended", "job", made["job"]["id"].as_str().unwrap()).await;
    owner.get(&format!("/api/v2/templateversions/{}", made["id"].as_str().unwrap())).await.json_of(200)
}

#[apply(case)]
async fn a_program_that_could_not_be_used_once_is_asked_again() {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("terraform");
    let real = burgrave_provisioner::terraform::Program::locate(None).unwrap();
    let (asked, real) = (folder.path().join("asked").display().to_string(), real.display().to_string());
    let script = format!("#!/bin/sh\n[ -e {asked} ] || {{ touch {asked}; exit 1; }}\nexec {real} \"$@\"\n");
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let flags = vec![
        ("provisioner-daemons", "1".to_owned()),
        ("terraform", program.display().to_string()),
        ("provider-mirror", KIT.installed("mirror").display().to_string()),
    ];
    let server = Server::start_with(Engine::Sqlite, Options { flags, ..Options::default() }).await;
    let owner = server.owner().await;
    let files: [(&str, &[u8]); 1] = [("main.tf", HEAD.as_bytes())];
    let failed = imported(&server, owner, &files, json!({})).await;
    assert_eq!(failed["job"]["status"], "failed");
    let error = failed["job"]["error"].as_str().unwrap();
    assert!(error.contains("can't be used") && !error.contains(&real), "{error}");
    let next = imported(&server, owner, &files, json!({})).await;
    assert_eq!(next["job"]["status"], "succeeded", "{next}");
}

#[apply(case)]
async fn an_upload_is_imported_with_its_parameters_and_resources(engine: Engine) {
    if !is_there() {
        return;
    }
    let server = server(engine).await;
    let owner = server.owner().await;
    let template = format!(
        "{HEAD}\n{}",
        r#"
variable "zones" {
  type = list(string)
}
module "inner" {
  source   = "./inner"
  agent_id = coder_agent.main.id
}
data "coder_parameter" "size" {
  name    = "size"
  type    = "number"
  default = 2
}
resource "terraform_data" "machine" {
  count = data.coder_workspace.me.start_count
  input = [coder_agent.main.token, var.zones[1]]
}
"#
    );
    let inner = br#"
terraform {
  required_providers {
    coder = { source = "coder/coder" }
  }
}
variable "agent_id" {}
resource "coder_app" "inner" {
  agent_id = var.agent_id
  slug     = "inner"
  url      = "http://localhost"
}
"#;
    let files: [(&str, &[u8]); 3] =
        [("main.tf", template.as_bytes()), ("inner/main.tf", inner), ("README.md", b"# Real")];
    let given = json!({"user_variable_values": [{"name": "zones", "value": "[\"a\", \"b\"]"}]});
    let version = imported(&server, owner, &files, given).await;
    assert_eq!((&version["job"]["status"], &version["readme"]), (&json!("succeeded"), &json!("# Real")));
    let of = async |what: &str| {
        let path = format!("/api/v2/templateversions/{}/{what}", version["id"].as_str().unwrap());
        owner.get(&path).await.json_of(200)
    };
    assert_eq!(of("rich-parameters").await[0]["name"], "size");
    let variables = of("variables").await;
    assert_eq!(
        (&variables[0]["type"], &variables[0]["value"]),
        (&json!("list(string)"), &json!("[\"a\", \"b\"]"))
    );
    let resources = of("resources").await;
    let machine = resources.as_array().unwrap().iter().find(|one| one["name"] == "machine").unwrap();
    assert_eq!(machine["agents"][0]["name"], "main");
    assert_eq!(machine["agents"][0]["apps"][0]["slug"], "inner");
    let job: ProvisionerJobId = version["job"]["id"].as_str().unwrap().parse().unwrap();
    let stages = [
        "Setting up",
        "Initializing Terraform Directory",
        "Parsing template parameters",
        "Detecting persistent resources",
        "Detecting ephemeral resources",
        "Cleaning Up",
    ];
    assert_eq!(stages_of(&server, job).await, stages);
}

#[apply(case)]
async fn variables_without_values_and_faults_of_a_template_fail_the_import(engine: Engine) {
    if !is_there() {
        return;
    }
    let server = server(engine).await;
    let owner = server.owner().await;
    let needy = imported(&server, owner, &[("main.tf", b"variable \"region\" {}\n")], json!({})).await;
    assert_eq!(needy["job"]["error_code"], "REQUIRED_TEMPLATE_VARIABLES");
    let broken = imported(&server, owner, &[("main.tf", b"resource \"a\" {\n}\n")], json!({})).await;
    assert_eq!(broken["job"]["error"], "terraform init: Missing name for resource (main.tf line 1)");
    let main = b"module \"own\" {\n  source = \"./own\"\n}\nresource \"terraform_data\" \"a\" {\n\
        input = tonumber(\"x\")\n}\n";
    let files: [(&str, &[u8]); 2] = [("main.tf", main), ("own/main.tf", b"locals {}\n")];
    let unplanned = imported(&server, owner, &files, json!({})).await;
    assert!(unplanned["job"]["error"].as_str().unwrap().starts_with("terraform plan: "), "{unplanned}");
    assert_eq!(unplanned["modules"][0]["key"], "own", "what init has found is kept: {unplanned}");
    let docker =
        b"terraform {\n  required_providers {\n    docker = { source = \"kreuzwerker/docker\" }\n  }\n}\n";
    let lacking = imported(&server, owner, &[("main.tf", docker)], json!({})).await;
    let error = lacking["job"]["error"].as_str().unwrap();
    assert!(error.contains("kreuzwerker/docker") && error.contains("mirror"), "{error}");
}

#[apply(case)]
async fn a_start_keeps_state_resources_costs_and_timings(engine: Engine) {
    if !is_there() {
        return;
    }
    let template = r#"
resource "terraform_data" "machine" {
  input = [coder_agent.main.token, data.coder_workspace_owner.me.name]
}
resource "coder_metadata" "machine" {
  resource_id = terraform_data.machine.id
  daily_cost  = 0
  item {
    key   = "owner"
    value = data.coder_workspace_owner.me.name
  }
}
"#;
    let (server, job) = started(engine, template).await;
    assert_eq!(job.status(), JobStatus::Succeeded, "{:?} {:?}", job.error, log_of(&server, job.id).await);
    let (_, _, state, names) = left(&server, &job).await;
    assert_eq!(names, ["machine", "main"]);
    let state: Value = serde_json::from_slice(&state.unwrap()).unwrap();
    let kept = state["resources"].as_array().unwrap().iter().find(|one| one["type"] == "coder_metadata");
    assert_eq!(kept.unwrap()["instances"][0]["attributes"]["item"][0]["value"], "owner");
    let timed = timed(&server, &job).await;
    for part in
        ["coder_stage_init", "coder_stage_plan", "coder_stage_graph", "coder_stage_apply", "provider plugins"]
    {
        assert!(timed.iter().any(|one| one == part), "{part}: {timed:?}");
    }
    let stages = [
        "Setting up",
        "Initializing Terraform Directory",
        "Planning Infrastructure",
        "Starting workspace",
        "Cleaning Up",
    ];
    assert_eq!(stages_of(&server, job.id).await, stages);
}

#[apply(case)]
async fn a_start_that_fails_half_way_keeps_what_it_has_made(engine: Engine) {
    if !is_there() {
        return;
    }
    let template = r#"
resource "terraform_data" "first" {}
resource "terraform_data" "second" {
  input = [terraform_data.first.id, coder_agent.main.token]
  provisioner "local-exec" {
    command = "exit 3"
  }
}
"#;
    let (server, job) = started(engine, template).await;
    let error = job.error.clone().unwrap();
    assert!(error.starts_with("terraform apply: local-exec provisioner error"), "{error}");
    let (_, _, state, names) = left(&server, &job).await;
    assert_eq!(names, ["first", "second", "main"]);
    assert!(String::from_utf8(state.unwrap()).unwrap().contains("\"tainted\""));
    assert!(timed(&server, &job).await.iter().any(|part| part == "terraform_data.second"));
}

const SLEEPS: &str = r#"
resource "terraform_data" "first" {
  input = coder_agent.main.token
}
resource "time_sleep" "long" {
  create_duration = "600s"
  triggers        = { first = terraform_data.first.id }
}
"#;

/// Waits until the job has begun to sleep.
async fn sleeps(server: &Server, id: ProvisionerJobId) {
    loop {
        let lines = log_of(server, id).await;
        if lines.iter().any(|(_, output)| output.contains("time_sleep.long: Creating")) {
            return;
        }
        server.log.wait_for(1, "job waits", "job", &id.to_string()).await;
        tokio::task::yield_now().await;
    }
}

#[apply(case)]
async fn a_start_that_is_canceled_ends_and_keeps_what_it_has_made(engine: Engine) {
    if !is_there() {
        return;
    }
    let (server, id) = starting(engine, SLEEPS).await;
    sleeps(&server, id).await;
    cancel(&server, id).await;
    ended(&server, id).await;
    let job = job_of(&server, id).await;
    assert_eq!((job.status(), &job.error), (JobStatus::Canceled, &None));
    let (_, _, state, names) = left(&server, &job).await;
    assert!(names.contains(&"first".to_owned()), "{names:?}");
    assert!(state.is_some());
}

#[apply(case)]
async fn a_start_that_the_server_s_end_interrupts_keeps_what_it_has_made(engine: Engine) {
    if !is_there() {
        return;
    }
    let (server, id) = starting(engine, SLEEPS).await;
    sleeps(&server, id).await;
    let server = server.restart_with(vec![("provisioner-daemons", "0".into())]).await;
    let job = job_of(&server, id).await;
    assert!(job.error.clone().unwrap().contains("The server was stopped"), "{job:?}");
    assert!(left(&server, &job).await.2.is_some());
}

/// A template whose workspaces have a home that stays and a machine that is there while they run.
fn living(key: &str) -> String {
    let own = r#"
data "coder_parameter" "size" {
  name    = "size"
  type    = "number"
  default = 1
  mutable = true
}
resource "terraform_data" "home" {}
resource "terraform_data" "machine" {
  count = data.coder_workspace.me.start_count
  input = [coder_agent.main.token, terraform_data.home.id]
}
resource "coder_metadata" "machine" {
  count       = data.coder_workspace.me.start_count
  resource_id = terraform_data.machine[0].id
  daily_cost  = 10 * data.coder_parameter.size.value
  item {
    key   = "KEY"
    value = "${data.coder_workspace.me.name} of ${data.coder_workspace_owner.me.name}"
  }
}
"#;
    format!("{HEAD}\n{}", own.replace("KEY", key))
}

fn names(build: &Value) -> Vec<&str> {
    build["resources"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[apply(case)]
async fn a_workspace_lives_from_an_upload_to_its_deletion(engine: Engine) {
    if !is_there() {
        return;
    }
    let server = server(engine).await;
    let owner = server.owner().await;
    let first = living("first");
    let version = imported(&server, owner, &[("main.tf", first.as_bytes())], json!({})).await;
    let body = json!({"name": "real", "template_version_id": version["id"]});
    let template = owner.post(HERE, &body).await.json_of(201);
    let group = format!("/api/v2/groups/{}", template["organization_id"].as_str().unwrap());
    owner.patch(&group, &json!({"quota_allowance": 100})).await.expect(200);
    let three = json!({"rich_parameter_values": values(&[("size", "3")])});
    let workspace = workspace_with(&server, owner, &template, "dev", three).await;
    let started = &workspace["latest_build"];
    assert_eq!((&started["status"], &started["daily_cost"]), (&json!("running"), &json!(30)));
    assert_eq!(names(started), ["home", "machine"]);
    let machine = &started["resources"][1];
    assert_eq!(machine["metadata"][0], json!({"key": "first", "value": "dev of owner", "sensitive": false}));
    assert_eq!(machine["agents"][0]["name"], "main");
    // The import has initialized: no build of the version does it again.
    let job: ProvisionerJobId = started["job"]["id"].as_str().unwrap().parse().unwrap();
    let lines = log_of(&server, job).await;
    assert!(lines.iter().any(|(_, output)| output.starts_with("Reusing what this version")), "{lines:?}");
    assert!(!lines.iter().any(|(_, output)| output.starts_with("Initializing provider")), "{lines:?}");
    let stopped = build(&server, owner, &workspace, json!({"transition": "stop"})).await;
    assert_eq!((&stopped["status"], names(&stopped)), (&json!("stopped"), vec!["home"]));
    let nine = json!({"transition": "start", "rich_parameter_values": values(&[("size", "11")])});
    let refused = build(&server, owner, &workspace, nine).await;
    assert_eq!(refused["job"]["error_code"], "INSUFFICIENT_QUOTA");
    let second = living("second");
    let fields = json!({"template_id": template["id"]});
    let newer = imported(&server, owner, &[("main.tf", second.as_bytes())], fields).await;
    let update = json!({
        "transition": "start",
        "template_version_id": newer["id"],
        "rich_parameter_values": values(&[("size", "2")]),
    });
    let updated = build(&server, owner, &workspace, update).await;
    assert_eq!((&updated["status"], &updated["daily_cost"]), (&json!("running"), &json!(20)));
    assert_eq!(updated["resources"][1]["metadata"][0]["key"], "second");
    let deleted = build(&server, owner, &workspace, json!({"transition": "delete"})).await;
    assert_eq!((&deleted["status"], names(&deleted)), (&json!("deleted"), Vec::new()));
}
