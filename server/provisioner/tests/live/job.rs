//! A job with a template that is written here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::LogLevel;
use burgrave_core::provisioning::version::VariableValue;
use burgrave_provisioner::terraform::{
    KeptInit, KnownPackages, Limits, Mirror, Program, Settings, TerraformFault, TerraformSession,
};
use burgrave_provisioner::{Applied, Cancellation, Confinement, JobFolder, JobInput, LogLine, Planned};
use chrono::Utc;
use tempfile::TempDir;

/// What a template begins with that uses the provider.
pub(crate) const PROVIDER: &str = r#"
terraform {
  required_providers {
    coder = { source = "coder/coder" }
    time  = { source = "hashicorp/time" }
  }
}
data "coder_workspace" "me" {}
"#;

/// What is needed to run jobs; none where it isn't there.
pub(crate) fn tools() -> Option<Settings> {
    with(Program::find(None).ok())
}

/// The same with the OpenTofu that `.ci/tools` builds.
pub(crate) fn tofu() -> Option<Settings> {
    with(Program::find(Some(&built("opentofu/bin/tofu"))).ok())
}

fn built(what: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools").join(what)
}

fn with(program: Option<Program>) -> Option<Settings> {
    let given = std::env::var_os("BURGRAVE_PROVIDER_MIRROR").map(PathBuf::from);
    let mirror = given.unwrap_or_else(|| built("terraform/mirror")).canonicalize().ok();
    let (Some(mirror), Some(program)) = (mirror, program) else {
        let required = std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_some();
        assert!(
            !required,
            "terraform, tofu or their providers are missing, and BURGRAVE_TESTS_REQUIRE is set"
        );
        eprintln!(
            "left out: terraform, tofu or their providers are missing; .ci/tools builds what can be built"
        );
        return None;
    };
    Some(Settings {
        program,
        mirror: Some(Mirror::Folder(mirror)),
        cache: None,
        agent_scripts: BTreeMap::new(),
        confinement: confinement(),
        known: KnownPackages::default(),
        limits: Limits { grace: Duration::from_secs(30), ..Limits::default() },
        clock: Arc::new(Utc::now),
    })
}

/// Templates are confined in every case, where the kernel can do it.
pub(crate) fn confinement() -> Option<Confinement> {
    Confinement::supported()
        .is_ok()
        .then(|| Confinement { hidden: vec![std::env::temp_dir()], ..Confinement::default() })
}

/// A job while it is carried out.
pub(crate) struct Job {
    pub(crate) session: TerraformSession,
    pub(crate) lines: Vec<LogLine>,
    pub(crate) cancellation: Cancellation,
    pub(crate) variables: Vec<VariableValue>,
    /// The line at which the job is canceled.
    pub(crate) cancel_at: Option<&'static str>,
    root: TempDir,
}

impl Job {
    pub(crate) fn new(settings: &Settings, template: &str, input: JobInput) -> Self {
        Self::of_files(settings, &[("main.tf", &format!("{PROVIDER}\n{template}"))], input)
    }

    pub(crate) fn of_files(settings: &Settings, files: &[(&str, &str)], input: JobInput) -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let folder = JobFolder::create(root.path(), "it").expect("it can be made");
        for (name, text) in files {
            let path = folder.template().join(name);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        let session = TerraformSession::new(Arc::new(settings.clone()), folder, input).expect("it can begin");
        let (lines, cancellation, variables) = (Vec::new(), Cancellation::new(), Vec::new());
        Self { session, lines, cancellation, variables, cancel_at: None, root }
    }

    pub(crate) fn init(&mut self) -> Result<(), TerraformFault> {
        self.init_with(None).map(drop)
    }

    /// With what a job before has found.
    pub(crate) fn init_with(&mut self, kept: Option<KeptInit>) -> Result<Option<KeptInit>, TerraformFault> {
        self.step(|session, _, log, cancellation| session.init(kept, log, cancellation))
    }

    pub(crate) fn plan(&mut self, transition: Transition) -> Result<Planned, TerraformFault> {
        self.step(|session, variables, log, cancellation| {
            session.plan(transition, variables, log, cancellation)?;
            session.graph_plan(log)
        })
    }

    /// Init and plan, which have to end well.
    pub(crate) fn planned(&mut self, transition: Transition) -> Planned {
        self.init().unwrap_or_else(|fault| panic!("{fault}\n{}", self.log()));
        self.plan(transition).unwrap_or_else(|fault| panic!("{fault}\n{}", self.log()))
    }

    pub(crate) fn apply(&mut self) -> Applied {
        self.step(|session, _, log, cancellation| session.apply(log, cancellation)).expect("it is planned")
    }

    /// Everything, to a build that ends well.
    pub(crate) fn build(&mut self, transition: Transition) -> (Planned, Applied) {
        let planned = self.planned(transition);
        let mut applied = self.apply();
        assert_eq!(applied.error, None, "{}", self.log());
        let made = self.step(|session, _, log, cancellation| session.graph_state(log, cancellation));
        applied.resources = made.expect("it can be told");
        (planned, applied)
    }

    pub(crate) fn log(&self) -> String {
        let line = |line: &LogLine| format!("{}: {}", line.level.as_str(), line.output);
        self.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn has_line(&self, level: LogLevel, part: &str) -> bool {
        self.lines.iter().any(|line| line.level == level && line.output.contains(part))
    }

    /// The folder in which jobs' folders are made.
    pub(crate) fn folder(&self) -> PathBuf {
        self.root.path().to_owned()
    }

    /// No line and no error says where the job was.
    pub(crate) fn tells_no_path(&self, error: &str) {
        let root = self.root.path().to_str().expect("a text");
        assert!(!error.contains(root), "{error}");
        assert!(!self.log().contains(root), "{}", self.log());
    }

    fn step<T>(
        &mut self,
        step: impl FnOnce(
            &mut TerraformSession,
            &[VariableValue],
            &mut dyn FnMut(LogLine),
            &Cancellation,
        ) -> Result<T, TerraformFault>,
    ) -> Result<T, TerraformFault> {
        let Self { session, lines, cancellation, variables, cancel_at, .. } = self;
        let mut log = |line: LogLine| {
            if cancel_at.is_some_and(|part| line.output.contains(part)) {
                cancellation.cancel();
            }
            lines.push(line);
        };
        step(session, variables, &mut log, cancellation)
    }
}

pub(crate) fn value(name: &str, value: &str) -> VariableValue {
    VariableValue { name: name.into(), value: value.into(), sensitive: true }
}
