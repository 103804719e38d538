//! A build of a template of Terraform, from the request to `succeeded`, beside the bare commands in the same
//! folder; lines of logs into storage; and the memory that a large plan costs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::provisioned::{Provisioned, archive};
use crate::bench::Bench;
use crate::machine::{Folder, peak, resident};
use crate::table::{Bar, Line, Unit, median, spread};

/// A small template: a parameter, an agent with an app, and two resources.
pub(super) const TEMPLATE: &str = r#"
terraform {
  required_providers {
    coder = { source = "coder/coder" }
    time  = { source = "hashicorp/time" }
  }
}
data "coder_workspace" "me" {}
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
resource "coder_app" "main" {
  agent_id = coder_agent.main.id
  slug     = "main"
  url      = "http://localhost:8080"
}
resource "time_static" "made" {}
resource "terraform_data" "machine" {
  count = data.coder_workspace.me.start_count
  input = [coder_agent.main.token, data.coder_parameter.size.value]
}
"#;

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let mirror = mirror(bench)?;
    let rounds = bench.pick(5, 2);
    let mut lines = beside_bare(&mirror, rounds)?;
    lines.push(large_plan()?);
    Ok(lines)
}

/// The folder of the providers that the template needs.
pub(super) fn mirror(bench: &Bench) -> Result<PathBuf, String> {
    let mirror = bench.workspace().join("target/tools/terraform/mirror");
    mirror.canonicalize().map_err(|_| "the providers aren't there: .ci/tools terraform".to_owned())
}

/// The first build of a version that was just imported, and the next one, each beside the bare commands.
fn beside_bare(mirror: &Path, rounds: usize) -> Result<Vec<Line>, String> {
    let place = mirror.display().to_string();
    let flags = ["--provisioner-daemons", "1", "--provider-mirror", &place];
    let server = Provisioned::start(&flags)?;
    let (mut firsts, mut nexts) = (Compared::default(), Compared::default());
    for round in 0..rounds {
        let bare = Bare::new(mirror)?;
        let (bare_start, bare_stop) = (bare.start()?, bare.stop()?);
        let name = format!("bench{round}");
        let template = server.template(&name, "terraform", &archive(&format!("# {name}\n{TEMPLATE}"))?)?;
        let (workspace, start) = server.first_build(&template, &name)?;
        let stop = server.next_build(&workspace, "stop")?;
        firsts.add(start, bare_start);
        nexts.add(stop, bare_stop);
    }
    Ok(vec![
        firsts.more("the first build of a template version − the bare commands", 300.0),
        firsts.line("the first build of a template version ÷ the bare commands", 1.05),
        nexts.line("a next build of it, a stop ÷ the bare commands", 0.9),
    ])
}

#[derive(Default)]
struct Compared {
    own: Vec<f64>,
    bare: Vec<f64>,
    ratios: Vec<f64>,
}

impl Compared {
    fn add(&mut self, own: Duration, bare: Duration) {
        let (own, bare) = (own.as_secs_f64(), bare.as_secs_f64());
        self.ratios.push(own / bare);
        self.own.push(own * 1e3);
        self.bare.push(bare * 1e3);
    }

    /// How many milliseconds it takes more.
    fn more(&self, what: &str, most: f64) -> Line {
        let more: Vec<_> = self.own.iter().zip(&self.bare).map(|(own, bare)| own - bare).collect();
        Line::new(what, median(more.iter().copied()), Unit::Milliseconds)
            .bar(Bar::AtMost(most))
            .spread(spread(&more))
    }

    fn line(self, what: &str, most: f64) -> Line {
        let Self { own, bare, ratios } = self;
        let (own, bare) = (median(own), median(bare));
        Line::new(what, median(ratios.iter().copied()), Unit::Ratio)
            .bar(Bar::AtMost(most))
            .spread(spread(&ratios))
            .note(format!("{own:.0} ms; bare {bare:.0} ms"))
    }
}

/// The commands that a build needs at least, in a folder of their own.
struct Bare {
    folder: Folder,
}

impl Bare {
    fn new(mirror: &Path) -> Result<Self, String> {
        let folder = Folder::new()?;
        let rc = format!(
            "disable_checkpoint = true\nprovider_installation {{\n  filesystem_mirror {{\n    path = {:?}\n  }}\n}}\n",
            mirror.display().to_string()
        );
        let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
        put("terraform.rc", &rc)
            .and_then(|()| put("main.tf", TEMPLATE))
            .map_err(|error| error.to_string())?;
        Ok(Self { folder })
    }

    fn start(&self) -> Result<Duration, String> {
        self.all("start")
    }

    fn stop(&self) -> Result<Duration, String> {
        self.all("stop")
    }

    fn all(&self, transition: &str) -> Result<Duration, String> {
        let begun = Instant::now();
        for arguments in [
            &["init", "-no-color", "-input=false", "-json"][..],
            &["plan", "-no-color", "-input=false", "-json", "-refresh=true", "-out=plan"],
            &["show", "-json", "-no-color", "plan"],
            &["graph", "-type=plan"],
            &["apply", "-no-color", "-auto-approve", "-input=false", "-json", "plan"],
            &["show", "-json", "-no-color"],
            &["graph", "-type=plan"],
        ] {
            self.one(arguments, transition)?;
        }
        Ok(begun.elapsed())
    }

    fn one(&self, arguments: &[&str], transition: &str) -> Result<(), String> {
        let facts = BTreeMap::from([
            ("CODER_WORKSPACE_TRANSITION", transition),
            ("CODER_WORKSPACE_NAME", "dev"),
            ("CODER_AGENT_URL", "http://localhost:3000"),
        ]);
        let status = Command::new("terraform")
            .args(arguments)
            .current_dir(self.folder.path())
            .env("TF_CLI_CONFIG_FILE", self.folder.path().join("terraform.rc"))
            .envs(facts)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .map_err(|error| format!("terraform isn't on PATH: {error}"))?;
        if status.success() { Ok(()) } else { Err(format!("terraform {}: {status}", arguments[0])) }
    }
}

/// Bytes of the plan.
const PLAN: usize = 100_000_000;

/// What a server's memory grows by at most while it reads a plan of 100 MB, which a program tells that plays
/// Terraform.
fn large_plan() -> Result<Line, String> {
    let folder = Folder::new()?;
    let program = player(folder.path())?;
    let (program, shared) = (program.display().to_string(), folder.path().display().to_string());
    let flags = ["--provisioner-daemons", "1", "--terraform", &program, "--template-paths", &shared];
    let server = Provisioned::start(&flags)?;
    let process = server.server.child.id();
    let before = resident(process)?;
    server.template("large", "terraform", &archive(TEMPLATE)?)?;
    let grown = peak(process)?.saturating_sub(before);
    Ok(Line::new("memory for a plan of 100 MB", grown as f64 / 1e6, Unit::Megabytes).bar(Bar::AtMost(20.0)))
}

/// A program that answers as Terraform does, and tells a large plan.
fn player(folder: &Path) -> Result<PathBuf, String> {
    let failed = |error: std::io::Error| error.to_string();
    let value = "x".repeat(100_000);
    let resource = |number: usize| {
        json!({
            "address": format!("disk.d{number}"),
            "mode": "managed",
            "type": "disk",
            "name": format!("d{number}"),
            "values": {"content": value},
        })
        .to_string()
    };
    let resources: Vec<_> = (0..PLAN / 100_000).map(resource).collect();
    let plan =
        format!("{{\"planned_values\":{{\"root_module\":{{\"resources\":[{}]}}}}}}", resources.join(","));
    std::fs::write(folder.join("plan.json"), plan).map_err(failed)?;
    let script = format!(
        "#!/bin/sh\ncase \"$1\" in\nversion) echo '{{\"terraform_version\":\"1.11.4\",\"platform\":\"linux_amd64\"}}';;\n\
         show) cat {0}/plan.json;;\ngraph) echo 'digraph {{}}';;\nplan) for a in \"$@\"; do case $a in -out=*) \
         : > \"${{a#-out=}}\";; esac; done;;\nesac\n",
        folder.display()
    );
    let path = folder.join("terraform");
    std::fs::write(&path, script).map_err(failed)?;
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&path, mode).map_err(failed)?;
    Ok(path)
}
