//! The steps of a job, in a folder of its own.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use burgrave_core::provisioning::build::{STATE_LENGTH, Transition};
use burgrave_core::provisioning::job::LogLevel;
use burgrave_core::provisioning::resources::Resource;
use burgrave_core::provisioning::version::{README_LENGTH, TemplateVariable, VariableValue};

use super::cache::Turn;
use super::call::{Call, Caller};
use super::environment::Environment;
use super::{Product, Settings, TerraformFault, configuration, facts, fault::Step, state, variables};
use crate::hcl::{Declared, Dialect, Sources, Template};
use crate::objects::{self, Document, Graph};
use crate::{Applied, Cancellation, JobFolder, JobInput, LogLine, LogSink, Parsed, Planned, Timing};

/// What the program is told to call its plan.
const PLAN: &str = "terraform.tfplan";

/// What the program tells of a plan or a state, while it is read.
const TOLD: &str = "told.json";

/// What the log says where there is nothing to remove.
const NOTHING: &str = "The terraform state does not exist, there is nothing to do";

/// A job that is carried out by the program. Steps come in the order `init`, `parse`, `plan`, `graph`,
/// `apply`, `graph`; those that a job doesn't need are left out.
pub struct TerraformSession {
    settings: Arc<Settings>,
    folder: JobFolder,
    job: JobInput,
    environment: Environment,
    /// The template's variables, since it was parsed.
    declared: Option<Vec<TemplateVariable>>,
    /// What depends on what. It follows from the template, so it is asked for once.
    graph: Option<Graph>,
    planned: Option<Plan>,
    timings: Vec<Timing>,
}

/// What was planned last.
enum Plan {
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
        let environment = Environment::of_process();
        let (declared, graph, planned, timings) = (None, None, None, Vec::new());
        Ok(Self { settings, folder, job, environment, declared, graph, planned, timings })
    }

    /// How long things took, also where they failed.
    pub fn take_timings(&mut self) -> Vec<Timing> {
        std::mem::take(&mut self.timings)
    }

    /// Fetches providers and modules.
    ///
    /// # Errors
    /// The program's, and those of who runs it.
    pub fn init(&mut self, log: LogSink<'_>, cancellation: &Cancellation) -> Result<(), TerraformFault> {
        let mut environment = self.environment();
        let cache = self.settings.cache.clone();
        let turn = match &cache {
            Some(cache) => {
                environment.set("TF_PLUGIN_CACHE_DIR", cache);
                let turn = Turn::wait(cache, cancellation).map_err(TerraformFault::Io)?;
                Some(turn.ok_or(TerraformFault::Canceled)?)
            }
            None => None,
        };
        let mut arguments = vec!["init", "-no-color", "-input=false"];
        if self.settings.program.init_writes_json {
            arguments.push("-json");
        }
        let ended = self.call(Step::Init, &arguments, &environment, log, cancellation);
        if let Some(turn) = turn {
            turn.end(&self.folder.template(), SystemTime::from((self.settings.clock)()));
        }
        ended.map_err(|fault| self.without_mirror(fault))
    }

    /// What the template says before anything is planned.
    ///
    /// # Errors
    /// What is wrong with its files, and where.
    pub fn parse(&mut self) -> Result<Parsed, TerraformFault> {
        let template = self.read_template()?;
        let variables: Vec<_> =
            template.variables.into_iter().map(|declared: Declared| declared.variable).collect();
        self.declared = Some(variables.clone());
        let workspace_tags = template.tags.into_iter().map(|tag| (tag.key, tag.value.text)).collect();
        let readme = readme(&self.folder.template()).map_err(TerraformFault::Io)?;
        Ok(Parsed { variables, readme, workspace_tags })
    }

    /// Plans what the transition would make.
    ///
    /// # Errors
    /// The program's, and those of who runs it.
    pub fn plan(
        &mut self,
        transition: Transition,
        values: &[VariableValue],
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<(), TerraformFault> {
        self.planned = None;
        if transition == Transition::Delete && !state::exists(&self.folder.template()) {
            log(LogLine { level: LogLevel::Info, output: NOTHING.into() });
            self.planned = Some(Plan::Nothing);
            return Ok(());
        }
        let file = self.folder.path().join(variables::FILE);
        let values = variables::values_file(self.declared()?, values).to_string();
        state::write_private(&file, values.as_bytes()).map_err(TerraformFault::Io)?;
        let mut environment = self.environment();
        environment.extend(facts::workspace(&self.job, transition));
        environment.extend(facts::parameters(&self.job));
        self.agent_scripts(&mut environment);
        let (out, values) =
            (format!("-out={}", self.plan_path().display()), format!("-var-file={}", file.display()));
        let mut arguments = vec!["plan", "-no-color", "-input=false", "-json", "-refresh=true", &out];
        if transition == Transition::Delete {
            arguments.push("-destroy");
        }
        arguments.push(&values);
        self.call(Step::Plan, &arguments, &environment, log, cancellation)?;
        let plan = self.plan_path().display().to_string();
        let told = self.told(&["show", "-json", "-no-color", &plan], log, cancellation)?;
        let document = Document::plan(told).map_err(|why| TerraformFault::Unreadable(Step::Show, why))?;
        for line in objects::replacement_lines(&document) {
            log(LogLine { level: LogLevel::Warn, output: line });
        }
        self.planned = Some(Plan::Made(transition, document));
        Ok(())
    }

    /// What was planned last, with what belongs together.
    ///
    /// # Errors
    /// The program's, and those of who runs it; rules that the template goes against.
    pub fn graph_plan(
        &mut self,
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<Planned, TerraformFault> {
        let document = match self.planned.take() {
            None => return Err(TerraformFault::Unplanned),
            Some(Plan::Nothing) => {
                self.planned = Some(Plan::Nothing);
                return Ok(Planned::default());
            }
            Some(Plan::Made(transition, document)) => {
                self.planned = Some(Plan::Made(transition, Document::default()));
                document
            }
        };
        self.graph(log, cancellation)?;
        let graph = self.graph.as_ref().ok_or(TerraformFault::Unplanned)?;
        let converted = objects::planned(&document, graph)?;
        warn(log, converted.notices);
        let mut planned = converted.told;
        match objects::modules(&self.folder.template()) {
            Ok(modules) => planned.modules = modules,
            Err(notice) => warn(log, vec![notice.to_owned()]),
        }
        Ok(planned)
    }

    /// Carries out what was planned last. What the program says about a failure stands in the outcome, beside
    /// the state and the resources that are left; so does a cancellation, once something may have been made.
    ///
    /// # Errors
    /// Nothing was planned, or the state can't be read.
    pub fn apply(
        &mut self,
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<Applied, TerraformFault> {
        let transition = match self.planned.take() {
            None => return Err(TerraformFault::Unplanned),
            Some(Plan::Nothing) => {
                log(LogLine { level: LogLevel::Info, output: NOTHING.into() });
                return Ok(Applied::default());
            }
            Some(Plan::Made(transition, _)) => transition,
        };
        let mut environment = self.environment();
        environment.extend(facts::workspace(&self.job, transition));
        self.agent_scripts(&mut environment);
        let plan = self.plan_path().display().to_string();
        let arguments = ["apply", "-no-color", "-auto-approve", "-input=false", "-json", &plan];
        let ended = self.call(Step::Apply, &arguments, &environment, log, cancellation);
        let state = state::read(&self.folder.template(), &self.job.state).map_err(TerraformFault::Io)?;
        let mut error = ended.err().map(|fault| fault.to_string());
        if state.len() > STATE_LENGTH {
            error.get_or_insert_with(|| format!("The state is larger than {STATE_LENGTH} bytes."));
        }
        // A failed build lists what it has left.
        let resources = match &error {
            Some(_) => self.graph_state(&mut |_| (), &Cancellation::new()).unwrap_or_default(),
            None => Vec::new(),
        };
        Ok(Applied { state, resources, error })
    }

    /// What was made, with what belongs together.
    ///
    /// # Errors
    /// The program's, and those of who runs it; rules that the template goes against.
    pub fn graph_state(
        &mut self,
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<Vec<Resource>, TerraformFault> {
        if !state::exists(&self.folder.template()) {
            return Ok(Vec::new());
        }
        let told = self.told(&["show", "-json", "-no-color"], log, cancellation)?;
        let document = Document::state(told).map_err(|why| TerraformFault::Unreadable(Step::Show, why))?;
        self.graph(log, cancellation)?;
        let graph = self.graph.as_ref().ok_or(TerraformFault::Unplanned)?;
        let converted = objects::made(&document, graph)?;
        warn(log, converted.notices);
        Ok(converted.told)
    }

    fn graph(&mut self, log: LogSink<'_>, cancellation: &Cancellation) -> Result<(), TerraformFault> {
        if self.graph.is_some() {
            return Ok(());
        }
        let mut arguments = vec!["graph"];
        if self.settings.program.graph_takes_type {
            arguments.push("-type=plan");
        }
        let environment = self.environment();
        let path = self.folder.path().join(TOLD);
        let file = state::private(&path).map_err(TerraformFault::Io)?;
        let mut call = Call::new(Step::Graph, &arguments, &environment);
        call.into = Some(file);
        let ended = self.caller().call(call, log, cancellation);
        self.timings.extend(ended.timings);
        ended.result?;
        let text = BufReader::new(File::open(&path).map_err(TerraformFault::Io)?);
        let graph = Graph::read(text).map_err(|why| TerraformFault::Unreadable(Step::Graph, why))?;
        self.graph = Some(graph);
        Ok(())
    }

    /// What the program tells of a plan or a state, by way of a file: it may be larger than memory should
    /// hold.
    fn told(
        &mut self,
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

    fn call(
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
            least: self.job.log_level.unwrap_or(LogLevel::Info),
        }
    }

    /// What every command finds in its environment.
    fn environment(&self) -> Environment {
        let mut environment = self.environment.clone();
        environment.set("TF_CLI_CONFIG_FILE", self.folder.path().join(configuration::FILE));
        if self.job.log_level.is_some_and(|level| level < LogLevel::Info) {
            environment.set("TF_LOG", "JSON");
        }
        environment
    }

    fn agent_scripts(&self, environment: &mut Environment) {
        let scripts = self.settings.agent_scripts.iter();
        environment.extend(
            scripts.map(|(machine, script)| (format!("CODER_AGENT_SCRIPT_{machine}"), script.clone())),
        );
    }

    fn plan_path(&self) -> PathBuf {
        self.folder.path().join(PLAN)
    }

    fn declared(&mut self) -> Result<&[TemplateVariable], TerraformFault> {
        if self.declared.is_none() {
            let variables = self.read_template()?.variables;
            self.declared = Some(variables.into_iter().map(|declared| declared.variable).collect());
        }
        Ok(self.declared.as_deref().unwrap_or_default())
    }

    fn read_template(&self) -> Result<Template, TerraformFault> {
        let dialect = match self.settings.program.product() {
            Product::Terraform => Dialect::Terraform,
            Product::OpenTofu => Dialect::OpenTofu,
        };
        Ok(Template::read(&Sources::of_folder(&self.folder.template())?, dialect)?)
    }

    /// The words for providers that the mirror doesn't have.
    fn without_mirror(&self, fault: TerraformFault) -> TerraformFault {
        match (&self.settings.mirror, fault) {
            (Some(mirror), TerraformFault::NotMirrored { providers, .. }) => {
                TerraformFault::NotMirrored { mirror: mirror.to_string(), providers }
            }
            (_, fault) => fault,
        }
    }
}

fn warn(log: LogSink<'_>, notices: Vec<String>) {
    for output in notices {
        log(LogLine { level: LogLevel::Warn, output });
    }
}

/// The template's README, as far as it is kept.
fn readme(template: &Path) -> io::Result<String> {
    let file = match File::open(template.join("README.md")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        file => file?,
    };
    let mut bytes = Vec::new();
    file.take(README_LENGTH as u64).read_to_end(&mut bytes)?;
    let mut text = String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}");
    // Marks of replacement are longer than what they replace.
    let end = (0..=README_LENGTH.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or_default());
    Ok(text)
}
