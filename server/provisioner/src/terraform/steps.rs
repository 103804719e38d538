//! The steps of a job.

use std::time::SystemTime;

use burgrave_core::provisioning::build::{STATE_LENGTH, Transition};
use burgrave_core::provisioning::job::LogLevel;
use burgrave_core::provisioning::resources::Resource;
use burgrave_core::provisioning::version::VariableValue;

use super::cache::Turn;
use super::fault::Step;
use super::readme::readme;
use super::session::{NOTHING, Plan, TerraformSession};
use super::{TerraformFault, facts, state, variables};
use crate::hcl::Declared;
use crate::objects::{self, Document};
use crate::{Applied, Cancellation, LogLine, LogSink, Parsed, Planned};

impl TerraformSession {
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
}

fn warn(log: LogSink<'_>, notices: Vec<String>) {
    for output in notices {
        log(LogLine { level: LogLevel::Warn, output });
    }
}
