//! Templates that Terraform carries out under the program, as an operator runs it.

use http::Method;
use serde_json::{Value, json};

use super::database::first_user;
use super::program::Program;
use crate::conformance::kit::Kit;
use crate::harness::{Call, Engine};
use crate::routes::files::scene::{TAR, tar};

const KIT: Kit = Kit("terraform");

const HEAD: &str = r#"
terraform {
  required_providers {
    coder = { source = "coder/coder" }
    time  = { source = "hashicorp/time" }
  }
}
data "coder_workspace" "me" {}
"#;

fn is_there() -> bool {
    burgrave_provisioner::terraform::Program::locate(None).is_some() && KIT.is_there()
}

/// A program with its first user.
struct Scene {
    program: Program,
    token: String,
}

impl Scene {
    async fn new(program: Program) -> Self {
        let token = first_user(&program).await;
        Self { program, token }
    }

    fn call(&self, method: Method, path: &str) -> Call {
        self.program.call(method, path).token(&self.token)
    }

    async fn get(&self, path: &str) -> Value {
        self.call(Method::GET, path).send().await.json_of(200)
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        self.call(Method::POST, path).json(body).send().await.json_of(201)
    }

    /// Waits for the end of the job that this object has.
    async fn ended(&self, path: &str) -> Value {
        loop {
            let found = self.get(path).await;
            let status = found["job"]["status"].as_str().unwrap();
            if !["pending", "running", "canceling"].contains(&status) {
                return found;
            }
            tokio::task::yield_now().await;
        }
    }

    /// A workspace of this template, when its first build was asked for.
    async fn starting(&self, template: &str) -> Value {
        let archive = tar(&[("main.tf", format!("{HEAD}\n{template}").as_bytes())]);
        let file = self.call(Method::POST, "/api/v2/files").body(TAR, archive).send().await.json_of(201);
        let version = json!({"storage_method": "file", "file_id": file["hash"], "provisioner": "terraform"});
        let version = self.post("/api/v2/organizations/default/templateversions", &version).await;
        let version =
            self.ended(&format!("/api/v2/templateversions/{}", version["id"].as_str().unwrap())).await;
        assert_eq!(version["job"]["status"], "succeeded", "{version}");
        let template = json!({"name": "real", "template_version_id": version["id"]});
        let template = self.post("/api/v2/organizations/default/templates", &template).await;
        let workspace = json!({"name": "dev", "template_id": template["id"]});
        self.post("/api/v2/users/me/workspaces", &workspace).await
    }

    async fn log(&self, build: &str) -> String {
        let lines = self.get(&format!("/api/v2/workspacebuilds/{build}/logs")).await;
        let lines = lines.as_array().unwrap().iter();
        lines.map(|line| line["output"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join("\n")
    }

    /// Waits until the build's log says this.
    async fn says(&self, build: &str, words: &str) {
        while !self.log(build).await.contains(words) {
            tokio::task::yield_now().await;
        }
    }
}

fn build_of(workspace: &Value) -> String {
    workspace["latest_build"]["id"].as_str().unwrap().to_owned()
}

#[apply(case)]
async fn a_template_can_not_read_the_server_s_secrets() {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (data, config) = (folder.path().join("data"), folder.path().join("burgrave.toml"));
    std::fs::write(&config, "metrics-token = \"a-token-of-the-operator-4711\"\n").unwrap();
    let mirror = KIT.installed("mirror").display().to_string();
    let config = config.display().to_string();
    let flags = [
        "--config",
        &config,
        "--provisioner-daemons",
        "1",
        "--provider-mirror",
        &mirror,
        "--rate-limit-api",
        "0",
    ];
    let scene = Scene::new(Program::serve(&data, &flags)).await;
    let (server, data) = (scene.program.id(), data.display());
    let places = [
        ("configuration", config.clone()),
        ("database", format!("{data}/burgrave.db")),
        ("key", format!("{data}/encryption.key")),
        ("environment", format!("/proc/{server}/environ")),
        ("memory", format!("/proc/{server}/mem")),
        ("system", "/etc/passwd".to_owned()),
    ];
    for (name, path) in &places {
        assert!(std::path::Path::new(path).exists(), "{name} is there, but not for templates");
    }
    let read = |(name, path): &(&str, String)| {
        format!("if head -c 1 {path} >/dev/null 2>&1; then echo {name}=open; else echo {name}=closed; fi")
    };
    let script = places.iter().map(read).collect::<Vec<_>>().join("\n");
    let template = format!(
        "resource \"terraform_data\" \"it\" {{\n  provisioner \"local-exec\" {{\n    command = <<-EOT\n{script}\n\
         env\nEOT\n  }}\n}}\n"
    );
    let workspace = scene.starting(&template).await;
    let build = build_of(&workspace);
    let ended = scene.ended(&format!("/api/v2/workspacebuilds/{build}")).await;
    assert_eq!(ended["job"]["status"], "succeeded", "{}", scene.log(&build).await);
    let log = scene.log(&build).await;
    for (name, _) in &places {
        let word = if *name == "system" { "open" } else { "closed" };
        assert!(log.contains(&format!("(local-exec): {name}={word}")), "{name}\n{log}");
    }
    assert!(log.contains("CODER_WORKSPACE_NAME=dev") && !log.contains("4711"), "{log}");
    let log = scene.program.stop();
    assert!(!log.contains("not confined"), "{log}");
}

const SLEEPS: &str = r#"
resource "terraform_data" "first" {}
resource "time_sleep" "long" {
  create_duration = "600s"
  triggers        = { first = terraform_data.first.id }
}
"#;

#[apply(case)]
async fn a_server_that_is_killed_in_an_apply_finds_what_was_made_when_it_starts_again(engine: Engine) {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mirror = KIT.installed("mirror").display().to_string();
    let (_, database) = engine.database().await.flag();
    let mut flags = vec!["--provisioner-daemons", "1", "--provider-mirror", &mirror, "--rate-limit-api", "0"];
    if !database.is_empty() {
        flags.extend(["--database", &database]);
    }
    let Scene { program, token } = {
        let scene = Scene::new(Program::serve(folder.path(), &flags)).await;
        let workspace = scene.starting(SLEEPS).await;
        let build = build_of(&workspace);
        scene.says(&build, "time_sleep.long: Creating").await;
        scene
    };
    program.signal("KILL");
    program.ended();
    let scene = Scene { program: Program::serve(folder.path(), &flags), token };
    scene.program.logged("a build's state was found").await;
    let workspace = scene.get("/api/v2/users/me/workspace/dev").await;
    let build = build_of(&workspace);
    assert_eq!(workspace["latest_build"]["job"]["status"], "failed", "{workspace}");
    let error = workspace["latest_build"]["job"]["error"].as_str().unwrap();
    assert!(error.contains("ended unexpectedly"), "{error}");
    let state = scene.get(&format!("/api/v2/workspacebuilds/{build}/state")).await;
    let names: Vec<_> = state["resources"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert!(names.contains(&&json!("first")), "{state}");
    // What was made is removed by the next build, which knows of it.
    let path = format!("/api/v2/workspaces/{}/builds", workspace["id"].as_str().unwrap());
    let delete = scene.post(&path, &json!({"transition": "delete"})).await;
    let delete = delete["id"].as_str().unwrap().to_owned();
    let ended = scene.ended(&format!("/api/v2/workspacebuilds/{delete}")).await;
    assert_eq!(ended["job"]["status"], "succeeded", "{}", scene.log(&delete).await);
    let log = scene.log(&delete).await;
    assert!(log.contains("terraform_data.first: Destruction complete"), "{log}");
    scene.program.stop();
}
