//! The steps of a job, in a folder of its own.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::Arc;

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::LogLevel;
use burgrave_core::provisioning::version::TemplateVariable;

use super::call::{Call, Caller};
use super::environment::Environment;
use super::{Product, Settings, TerraformFault, configuration, fault::Step, state};
use crate::hcl::{Dialect, Sources, Template};
use crate::objects::{Document, Graph};
use crate::{Cancellation, JobFolder, JobInput, LogSink, Timing};

/// What the program is told to call its plan.
const PLAN: &str = "terraform.tfplan";

/// What the program tells of a plan or a state, while it is read.
const TOLD: &str = "told.json";

/// What the log says where there is nothing to remove.
pub(super) const NOTHING: &str = "The terraform state does not exist, there is nothing to do";

/// A job that is carried out by the program. Steps come in the order `init`, `parse`, `plan`, `graph`,
/// `apply`, `graph`; those that a job doesn't need are left out.
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
        let environment = Environment::of_process();
        let notices = environment.notices();
        let (declared, graph, planned, timings) = (None, None, None, Vec::new());
        Ok(Self { settings, folder, job, environment, notices, declared, graph, planned, timings })
    }

    /// How long things took, also where they failed.
    pub fn take_timings(&mut self) -> Vec<Timing> {
        std::mem::take(&mut self.timings)
    }

    pub(super) fn graph(
        &mut self,
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<(), TerraformFault> {
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
    pub(super) fn told(
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
