//! A server with templates and workspaces, made by its operations.

use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::load::Request;
use crate::machine::{Burgrave, Folder};

/// How often it is asked whether a job has ended.
const LOOK: Duration = Duration::from_millis(5);

/// A server with its owner.
pub(super) struct Provisioned {
    pub(super) server: Burgrave,
    pub(super) token: String,
}

impl Provisioned {
    /// A new one with these flags.
    pub(super) fn start(flags: &[&str]) -> Result<Self, String> {
        let server = Burgrave::start(flags, Folder::new()?)?;
        let token = server.owner()?;
        Ok(Self { server, token })
    }

    /// One request of the owner.
    pub(super) fn call(&self, request: Request) -> Result<Value, String> {
        self.server.call(&request.token(&self.token))
    }

    /// Posts this JSON; the answer is 201.
    pub(super) fn post(&self, target: &str, body: Value) -> Result<Value, String> {
        self.call(Request::post(target, &body.to_string()))
    }

    /// Waits for the end of a job, which has to succeed.
    fn ended(&self, target: &str) -> Result<(), String> {
        loop {
            let found = self.call(Request::get(target))?;
            match text(&found["job"]["status"]) {
                "pending" | "running" => sleep(LOOK),
                "succeeded" => return Ok(()),
                _ => return Err(format!("{target}: {}", found["job"])),
            }
        }
    }

    /// A version that was just imported from this archive.
    pub(super) fn version(&self, provisioner: &str, archive: &str) -> Result<Value, String> {
        let upload = Request { media: "application/x-tar".into(), ..Request::post("/api/v2/files", archive) };
        let file = self.call(upload)?;
        let version = json!({"storage_method": "file", "file_id": file["hash"], "provisioner": provisioner});
        let version = self.post("/api/v2/organizations/default/templateversions", version)?;
        self.ended(&format!("/api/v2/templateversions/{}", text(&version["id"])))?;
        Ok(version)
    }

    /// A template of such a version.
    pub(super) fn template(&self, name: &str, provisioner: &str, archive: &str) -> Result<Value, String> {
        let version = self.version(provisioner, archive)?;
        let template = json!({"name": name, "template_version_id": version["id"]});
        self.post("/api/v2/organizations/default/templates", template)
    }

    /// A workspace of this name, and the time of its first build.
    pub(super) fn first_build(&self, template: &Value, name: &str) -> Result<(Value, Duration), String> {
        let begun = Instant::now();
        let workspace = json!({"name": name, "template_id": template["id"]});
        let workspace = self.post("/api/v2/users/me/workspaces", workspace)?;
        self.ended(&format!("/api/v2/workspacebuilds/{}", text(&workspace["latest_build"]["id"])))?;
        Ok((workspace, begun.elapsed()))
    }

    /// The time of another build.
    pub(super) fn next_build(&self, workspace: &Value, transition: &str) -> Result<Duration, String> {
        let begun = Instant::now();
        let target = format!("/api/v2/workspaces/{}/builds", text(&workspace["id"]));
        let build = self.post(&target, json!({"transition": transition}))?;
        self.ended(&format!("/api/v2/workspacebuilds/{}", text(&build["id"])))?;
        Ok(begun.elapsed())
    }
}

/// The text of a field, or none.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// An archive of `main.tf`.
pub(super) fn archive(main: &str) -> Result<String, String> {
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(main.len() as u64);
    header.set_mode(0o644);
    tar.append_data(&mut header, "main.tf", main.as_bytes()).map_err(|error| error.to_string())?;
    let bytes = tar.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
