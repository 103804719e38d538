//! The steps of a job, in a folder of its own.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::LogLevel;
use burgrave_core::provisioning::version::TemplateVariable;

use super::call::{Call, Caller};
use super::environment::Environment;
use super::{Product, Settings, TerraformFault, configuration, fault::Step, state};
use crate::folder::private_folder;
use crate::hcl::{Dialect, Sources, Template};
use crate::objects::{Document, Graph};
use crate::{Cancellation, JobFolder, JobInput, LogLine, LogSink, Timing};

/// What the program is told to call its plan.
const PLAN: &str = "terraform.tfplan";

/// Where its programs put what they need for a moment. Sockets lie in it, whose paths can't be long.
const TEMPORARY: &str = "tmp";

/// What the program tells of a plan or a state, while it is read.
const TOLD: &str = "told.json";

/// Bytes of the lines of that step that are kept at most, until they can be logged.
const GRAPH_LINES: usize = 1024 * 1024;

/// What it tells of what depends on what.
const GRAPH: &str = "graph.dot";

/// What the log says where there is nothing to remove.
pub(super) const NOTHING: &str = "The terraform state does not exist, there is nothing to do";

/// A job that is carried out by the program. Steps come in the order `init`, `parse`, `plan`, `graph_plan`,
/// `apply`, `graph_state`; those that a job doesn't need are left out.
pub struct TerraformSession {
    pub(super) settings: Arc<Settings>,
    pub(super) folder: JobFolder,
    pub(super) job: JobInput,
    environment: Environment,
    /// What the log says about it, at each step.
    notices: Vec<String>,
    /// The template's variables, since it was parsed.
    pub(super) declared: Option<Vec<TemplateVariable>>,
    /// What depends on what. It follows from the template, so it is asked for once.
    pub(super) graph: Option<Graph>,
    pub(super) planned: Option<Plan>,
    pub(super) timings: Vec<Timing>,
}

/// What was planned last.
pub(super) enum Plan {
    /// There is nothing to remove, and no plan.
    Nothing,
    /// What it would make.
    Made(Transition, Document),
}

impl TerraformSession {
    /// A job whose template is in its folder already.
    ///
    /// # Errors
    /// The folder can't be written.
    pub fn new(settings: Arc<Settings>, folder: JobFolder, job: JobInput) -> Result<Self, TerraformFault> {
        let own = folder.path().join(configuration::FILE);
        let text = configuration::configuration(settings.mirror.as_ref());
        state::write_private(&own, text.as_bytes()).map_err(TerraformFault::Io)?;
        state::write(&folder.template(), &job.state).map_err(TerraformFault::Io)?;
        let temporary = folder.path().join(TEMPORARY);
        private_folder(&temporary).map_err(TerraformFault::Io)?;
        let mut environment = Environment::of_process();
        if let Some(confinement) = &settings.confinement {
            environment.set("TMPDIR", &temporary);
            // Programs that can't read their home give up; in an empty one they don't.
            let home = environment.get("HOME").map(Path::new);
            if home.is_some_and(|home| home == Path::new("/") || confinement.hides(home)) {
                environment.set("HOME", &temporary);
            }
        }
        let notices = environment.notices();
        let (declared, graph, planned, timings) = (None, None, None, Vec::new());
        Ok(Self { settings, folder, job, environment, notices, declared, graph, planned, timings })
    }

    /// How long things took, also where they failed.
    pub fn take_timings(&mut self) -> Vec<Timing> {
        std::mem::take(&mut self.timings)
    }

    /// What the program tells of a plan or a state, by way of a file: it may be larger than memory should
    /// hold. What depends on what is asked for at the same time, unless it is known.
    pub(super) fn told_with_graph(
        &mut self,
        arguments: &[&str],
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<BufReader<File>, TerraformFault> {
        if self.graph.is_some() {
            return self.told(arguments, log, cancellation);
        }
        let (told, graph, lines) = std::thread::scope(|scope| {
            let graph = scope.spawn(|| {
                let (mut lines, mut bytes) = (Vec::new(), 0);
                let mut keep = |line: LogLine| {
                    bytes += line.output.len();
                    if bytes <= GRAPH_LINES {
                        lines.push(line);
                    }
                };
                let graph = self.asked_graph(&mut keep, cancellation);
                if bytes > GRAPH_LINES {
                    let output = "Further lines of this step are left out.".into();
                    lines.push(LogLine { level: LogLevel::Warn, output });
                }
                (graph, lines)
            });
            let told = self.told(arguments, log, cancellation);
            let (graph, lines) = graph.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            (told, graph, lines)
        });
        lines.into_iter().for_each(log);
        let (timings, graph) = graph;
        self.timings.extend(timings);
        let told = told?;
        self.graph = Some(graph?);
        Ok(told)
    }

    fn asked_graph(
        &self,
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> (Vec<Timing>, Result<Graph, TerraformFault>) {
        let mut arguments = vec!["graph"];
        if self.settings.program.graph_takes_type {
            arguments.push("-type=plan");
        }
        let (environment, path) = (self.environment(), self.folder.path().join(GRAPH));
        let mut call = Call::new(Step::Graph, &arguments, &environment);
        call.into = match state::private(&path) {
            Ok(file) => Some(file),
            Err(error) => return (Vec::new(), Err(TerraformFault::Io(error))),
        };
        let ended = self.caller().call(call, log, cancellation);
        let read = || {
            let text = BufReader::new(File::open(&path).map_err(TerraformFault::Io)?);
            Graph::read(text).map_err(|why| TerraformFault::Unreadable(Step::Graph, why))
        };
        (ended.timings, ended.result.and_then(|()| read()))
    }

    /// What the program tells of a plan or a state.
    pub(super) fn told(
        &self,
        arguments: &[&str],
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<BufReader<File>, TerraformFault> {
        let path = self.folder.path().join(TOLD);
        let environment = self.environment();
        let mut call = Call::new(Step::Show, arguments, &environment);
        call.into = Some(state::private(&path).map_err(TerraformFault::Io)?);
        self.caller().call(call, log, cancellation).result?;
        Ok(BufReader::with_capacity(64 * 1024, File::open(&path).map_err(TerraformFault::Io)?))
    }

    pub(super) fn call(
        &mut self,
        step: Step,
        arguments: &[&str],
        environment: &Environment,
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<(), TerraformFault> {
        let ended = self.caller().call(Call::new(step, arguments, environment), log, cancellation);
        self.timings.extend(ended.timings);
        ended.result
    }

    fn caller(&self) -> Caller<'_> {
        Caller {
            settings: &self.settings,
            folder: self.folder.path(),
            template: self.folder.template(),
            notices: &self.notices,
            least: self.job.log_level.unwrap_or(LogLevel::Info),
        }
    }

    /// What every command finds in its environment.
    pub(super) fn environment(&self) -> Environment {
        let mut environment = self.environment.clone();
        environment.set("TF_CLI_CONFIG_FILE", self.folder.path().join(configuration::FILE));
        if self.job.log_level.is_some_and(|level| level < LogLevel::Info) {
            environment.set("TF_LOG", "JSON");
        }
        environment
    }

    pub(super) fn agent_scripts(&self, environment: &mut Environment) {
        let scripts = self.settings.agent_scripts.iter();
        environment.extend(
            scripts.map(|(machine, script)| (format!("CODER_AGENT_SCRIPT_{machine}"), script.clone())),
        );
    }

    pub(super) fn plan_path(&self) -> PathBuf {
        self.folder.path().join(PLAN)
    }

    pub(super) fn declared(&mut self) -> Result<&[TemplateVariable], TerraformFault> {
        if self.declared.is_none() {
            let variables = self.read_template()?.variables;
            self.declared = Some(variables.into_iter().map(|declared| declared.variable).collect());
        }
        Ok(self.declared.as_deref().unwrap_or_default())
    }

    pub(super) fn read_template(&self) -> Result<Template, TerraformFault> {
        let dialect = match self.settings.program.product() {
            Product::Terraform => Dialect::Terraform,
            Product::OpenTofu => Dialect::OpenTofu,
        };
        Ok(Template::read(&Sources::of_folder(&self.folder.template())?, dialect)?)
    }

    /// The words for providers that the mirror doesn't have.
    pub(super) fn without_mirror(&self, fault: TerraformFault) -> TerraformFault {
        match (&self.settings.mirror, fault) {
            (Some(mirror), TerraformFault::NotMirrored { providers, .. }) => {
                TerraformFault::NotMirrored { mirror: mirror.to_string(), providers }
            }
            (_, fault) => fault,
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::collections::BTreeMap;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::time::Duration;

    use nix::sys::stat::Mode;
    use nix::unistd::mkfifo;
    use tempfile::TempDir;

    use super::*;
    use crate::terraform::{KnownPackages, Limits, Program};

    /// A job of a program that does this when it is asked for a plan, and for the graph.
    struct Scene {
        session: TerraformSession,
        lines: Vec<String>,
        _root: TempDir,
    }

    impl Scene {
        fn new(show: &str, graph: &str) -> Self {
            let root = tempfile::tempdir().expect("a folder");
            let path = root.path().join("terraform");
            let version = "echo '{\"terraform_version\": \"1.12.0\"}'";
            let script = format!(
                "#!/bin/sh\ncase \"$1 $2\" in\n'version -json') {version} ;;\nshow*) {show} ;;\n\
                 'graph ') {graph} ;;\nesac\n"
            );
            fs::write(&path, script).expect("a file");
            fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("it is there");
            let settings = Settings {
                program: Program::find(Some(&path)).expect("it can be used"),
                mirror: None,
                cache: None,
                agent_scripts: BTreeMap::new(),
                confinement: None,
                known: KnownPackages::default(),
                limits: Limits { show: Duration::from_secs(30), ..Limits::default() },
                clock: Arc::new(|| chrono::DateTime::UNIX_EPOCH),
            };
            let folder = JobFolder::create(root.path(), "it").expect("it can be made");
            mkfifo(&folder.template().join("met"), Mode::S_IRWXU).expect("a pipe");
            let session = TerraformSession::new(Arc::new(settings), folder, JobInput::default());
            Self { session: session.expect("it can begin"), lines: Vec::new(), _root: root }
        }

        fn plan(&mut self) -> Result<(), String> {
            self.lines.clear();
            let mut log = |line: LogLine| self.lines.push(line.output);
            let planned = self.session.plan(Transition::Start, &[], &mut log, &Cancellation::new());
            planned.map_err(|fault| fault.to_string())
        }

        /// The stages that were measured since this was asked for last.
        fn stages(&mut self) -> Vec<String> {
            self.session.take_timings().into_iter().map(|timing| timing.resource).collect()
        }

        fn file(&self, name: &str) -> PathBuf {
            self.session.folder.template().join(name)
        }
    }

    #[test]
    fn a_graph_that_fails_fails_the_plan_and_is_asked_for_again() {
        let graph = "echo x >> asked; [ -e mended ] || { echo 'a cycle' >&2; exit 1; }; echo 'digraph {}'";
        let mut scene = Scene::new("echo '{}'", graph);
        assert_eq!(scene.plan(), Err("terraform graph: a cycle".into()));
        assert_eq!(scene.lines, ["a cycle"]);
        assert_eq!(scene.stages(), ["coder_stage_plan", "coder_stage_graph"], "how long it took is kept");
        let applied = scene.session.apply(&mut |_| (), &Cancellation::new());
        assert!(matches!(applied, Err(TerraformFault::Unplanned)), "there is no half of a plan");
        fs::write(scene.file("mended"), "").expect("a file");
        for _ in 0..2 {
            assert_eq!(scene.plan(), Ok(()), "{:?}", scene.lines);
            assert!(scene.session.graph_plan(&mut |_| ()).is_ok());
        }
        let asked = fs::read_to_string(scene.file("asked")).expect("a file");
        assert_eq!(asked.lines().count(), 2, "what is known isn't asked for again");
    }

    #[test]
    fn a_plan_is_told_beside_the_graph_and_its_fault_comes_first() {
        // Each waits until the other is there.
        let show = "read line < met; echo 'no plan' >&2; exit 1";
        let mut scene = Scene::new(show, "echo here > met; echo 'no graph' >&2; exit 1");
        assert_eq!(scene.plan(), Err("terraform show: no plan".into()));
        assert_eq!(scene.lines, ["no plan", "no graph"], "all of it is in the log");
    }

    #[test]
    fn lines_of_the_graph_that_are_too_many_are_left_out() {
        let graph = "yes $(printf %0100d 0) | head -n 20000 >&2; echo 'digraph {}'";
        let mut scene = Scene::new("echo '{}'", graph);
        assert_eq!(scene.plan(), Ok(()));
        assert_eq!(scene.lines.len(), GRAPH_LINES / 100 + 1);
        assert_eq!(scene.lines.last().map(String::as_str), Some("Further lines of this step are left out."));
    }
}
