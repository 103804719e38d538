//! A daemon on another machine carries templates of Terraform out, and is interrupted in every way there is.

use serde_json::{Value, json};

use super::elsewhere::{Daemon, Scene};
use crate::background::jobs::terraform::{HEAD, KIT, is_there};
use crate::harness::Engine;
use crate::routes::files::scene::{TAR, tar, upload};
use crate::routes::template_versions::scene::ask;
use crate::routes::templates::scene::HERE;
use crate::routes::workspace_changes::scene::{MINE, build, state};

/// A resource that is there at once, and one that waits for a file.
fn waiting(file: &str) -> String {
    format!(
        "{HEAD}\nresource \"terraform_data\" \"first\" {{}}\nresource \"terraform_data\" \"second\" {{\n  \
         triggers_replace = terraform_data.first.id\n  provisioner \"local-exec\" {{\n    command = \"echo it \
         waits; while [ ! -e {file} ]; do sleep 0.05; done; echo it goes on\"\n  }}\n}}\n"
    )
}

async fn daemon(scene: &Scene) -> Daemon {
    let mirror = KIT.installed("mirror").display().to_string();
    let gate = scene.folder.path().join("gate");
    std::fs::create_dir_all(&gate).unwrap();
    scene.daemon(&["--provider-mirror", &mirror, "--template-paths", &gate.display().to_string()]).await
}

/// A workspace whose first build waits in the middle of its apply.
async fn in_the_middle(scene: &Scene) -> Value {
    let owner = scene.server.owner().await;
    let template = waiting(&scene.folder.path().join("gate/open").display().to_string());
    let file = upload(owner, TAR, tar(&[("main.tf", template.as_bytes())])).await;
    let version = ask(owner, &file, json!({"provisioner": "terraform"})).await.json_of(201);
    let imported = scene.ended(version["job"]["id"].as_str().unwrap()).await;
    assert_eq!(imported["status"], "succeeded", "{imported}");
    let template = json!({"name": "real", "template_version_id": version["id"]});
    let template = owner.post(HERE, &template).await.json_of(201);
    let workspace = json!({"name": "dev", "template_id": template["id"]});
    let workspace = owner.post(MINE, &workspace).await.json_of(201);
    let build = workspace["latest_build"]["id"].as_str().unwrap();
    while !log(scene, build).await.contains("(local-exec): it waits") {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    workspace
}

async fn log(scene: &Scene, build: &str) -> String {
    let path = format!("/api/v2/workspacebuilds/{build}/logs");
    let lines = scene.server.owner().await.get(&path).await.json_of(200);
    let lines = lines.as_array().unwrap().iter();
    lines.map(|line| line["output"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join("\n")
}

fn open(scene: &Scene) {
    std::fs::write(scene.folder.path().join("gate/open"), "").unwrap();
}

fn job_of(workspace: &Value) -> &str {
    workspace["latest_build"]["job"]["id"].as_str().unwrap()
}

#[apply(case)]
async fn an_apply_outlives_its_server_and_the_signal_to_leave(engine: Engine) {
    if !is_there() {
        return;
    }
    let scene = Scene::new(engine, json!({})).await;
    let daemon = daemon(&scene).await;
    let workspace = in_the_middle(&scene).await;
    let scene = scene.restarted().await;
    daemon.says(2, "connected to the server").await;
    daemon.signal("TERM");
    daemon.says(1, "the job under way ends first").await;
    open(&scene);
    let ended = scene.ended(job_of(&workspace)).await;
    let (status, said) = daemon.ended().await;
    assert_eq!(ended["status"], "succeeded", "{ended}\n{said}");
    assert!(status.success(), "{said}");
    let log = log(&scene, workspace["latest_build"]["id"].as_str().unwrap()).await;
    assert!(log.contains("(local-exec): it goes on"), "{log}");
    assert!(
        state(&scene.server, &workspace["latest_build"]).await.is_some_and(|state| state.contains("second"))
    );
}

#[apply(case)]
async fn what_a_killed_daemon_has_made_is_known_once_it_is_back(engine: Engine) {
    if !is_there() {
        return;
    }
    let scene = Scene::new(engine, json!({})).await;
    let killed = daemon(&scene).await;
    let workspace = in_the_middle(&scene).await;
    killed.signal("KILL");
    killed.ended().await;
    let daemon = daemon(&scene).await;
    let ended = scene.ended(job_of(&workspace)).await;
    assert_eq!(ended["status"], "failed");
    assert!(ended["error"].as_str().unwrap().contains("ended unexpectedly"), "{ended}");
    let left = state(&scene.server, &workspace["latest_build"]).await.unwrap();
    assert!(left.contains("\"first\""), "{left}");
    // The next build knows of it.
    let owner = scene.server.owner().await;
    let deleted = build(&scene.server, owner, &workspace, json!({"transition": "delete"})).await;
    assert_eq!(deleted["status"], "deleted", "{deleted}");
    let log = log(&scene, deleted["id"].as_str().unwrap()).await;
    assert!(log.contains("terraform_data.first: Destruction complete"), "{log}");
    daemon.leaves().await;
}

/// A module of which a parameter depends.
const NET: &str = r#"
terraform {
  required_providers {
    coder = { source = "coder/coder" }
  }
}
variable "large" {
  type = bool
}
data "coder_parameter" "zone" {
  count   = var.large ? 1 : 0
  name    = "zone"
  default = "eu"
}
"#;

#[apply(case)]
async fn parameters_of_modules_that_a_daemon_has_fetched_follow_what_is_chosen(engine: Engine) {
    if !is_there() {
        return;
    }
    let scene = Scene::new(engine, json!({})).await;
    let daemon = daemon(&scene).await;
    let package = scene.folder.path().join("gate/net.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&package).unwrap());
    zip.start_file("main.tf", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut zip, NET.as_bytes()).unwrap();
    zip.finish().unwrap();
    let template = format!(
        "{HEAD}\ndata \"coder_parameter\" \"size\" {{\n  name = \"size\"\n  default = \"small\"\n}}\n\
         module \"net\" {{\n  source = {:?}\n  large = data.coder_parameter.size.value == \"large\"\n}}\n",
        package.display().to_string()
    );
    let owner = scene.server.owner().await;
    let file = upload(owner, TAR, tar(&[("main.tf", template.as_bytes())])).await;
    let version = ask(owner, &file, json!({"provisioner": "terraform"})).await.json_of(201);
    let imported = scene.ended(version["job"]["id"].as_str().unwrap()).await;
    assert_eq!(imported["status"], "succeeded", "{imported}");
    let version = version["id"].as_str().unwrap();
    let evaluate = format!("/api/v2/templateversions/{version}/dynamic-parameters/evaluate");
    for (size, expected) in [("small", &["size"][..]), ("large", &["size", "zone"])] {
        let chosen = json!({"owner_id": owner.id, "inputs": {"size": size}});
        let told = owner.post(&evaluate, &chosen).await.json_of(200);
        let names: Vec<_> = told["parameters"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(names, expected, "{told}");
    }
    daemon.leaves().await;
}
