//! The steps of a job.

use std::time::SystemTime;

use burgrave_core::provisioning::build::{STATE_LENGTH, Transition};
use burgrave_core::provisioning::drift::DriftedResource;
use burgrave_core::provisioning::job::{LogLevel, TimingStage};
use burgrave_core::provisioning::resources::{Module, Resource};
use burgrave_core::provisioning::version::VariableValue;

use super::cache::Turn;
use super::fault::Step;
use super::init::{self, InitPlace, KeptInit};
use super::readme::readme;
use super::session::{NOTHING, Plan, TerraformSession};
use super::timings::Timings;
use super::{Settings, TerraformFault, facts, state, variables};
use crate::hcl::{Declared, ModuleFiles};
use crate::objects::{self, Document};
use crate::{Applied, Cancellation, LogLine, LogSink, Parsed, Planned};

impl TerraformSession {
    /// By whom, and where, providers and modules are looked for.
    #[must_use]
    pub fn init_place(&self) -> InitPlace {
        let program = &self.settings.program;
        InitPlace {
            product: program.product().as_str(),
            program: program.words(),
            mirror: self.settings.mirror.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }

    /// Fetches providers and modules, those that were chosen before where it is known which. What was found
    /// before by the same program at the same place isn't fetched again, as long as it is on this machine.
    /// Gives what was found where it had to be looked for.
    ///
    /// # Errors
    /// The program's, and those of who runs it.
    pub fn init(
        &mut self,
        kept: Option<KeptInit>,
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<Option<KeptInit>, TerraformFault> {
        if cancellation.is_canceled() {
            return Err(TerraformFault::Canceled);
        }
        if let Some(kept) = kept {
            if self.reused(&kept, log)? {
                return Ok(None);
            }
            init::write_lock(&self.folder.template(), &kept.lock).map_err(TerraformFault::Io)?;
        }
        self.fetch(log, cancellation)?;
        Ok(init::found(&self.folder.template(), self.settings.shared()))
    }

    /// Does without `init` where everything is there, and says so.
    fn reused(&mut self, kept: &KeptInit, log: LogSink<'_>) -> Result<bool, TerraformFault> {
        let Settings { program, known, clock, .. } = &*self.settings;
        let place = (self.settings.shared(), &*program.platform);
        let mut timings = Timings::new(TimingStage::Init, clock());
        let reused = init::reuse(&self.folder.template(), kept, place, known, clock().into());
        let Some(reused) = reused.map_err(TerraformFault::Io)? else { return Ok(false) };
        let mut say = |output: String| log(LogLine { level: LogLevel::Info, output });
        say("Reusing what this version of the template was initialized with".into());
        for (address, version) in reused.providers {
            say(format!("- Using {address} v{version}"));
        }
        timings.found("provider plugins", clock());
        if reused.modules {
            timings.found("modules", clock());
        }
        self.timings.extend(timings.end(clock()));
        Ok(true)
    }

    fn fetch(&mut self, log: LogSink<'_>, cancellation: &Cancellation) -> Result<(), TerraformFault> {
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

    /// The modules that the program lists. A list that can't be read is told of with the plan.
    #[must_use]
    pub fn modules(&self) -> Vec<Module> {
        objects::modules(&self.folder.template()).unwrap_or_default()
    }

    /// The files of the modules that were fetched, as far as parameters may depend on them. The log says what
    /// is missing.
    pub fn module_files(&self, log: LogSink<'_>) -> ModuleFiles {
        let files = match ModuleFiles::of_folder(&self.folder.template()) {
            Ok(files) => files,
            Err(_) => {
                warn(log, vec!["The files of the template's modules can't be read.".into()]);
                return ModuleFiles::default();
            }
        };
        let notice = |key: &String| {
            format!("Module {key} is too large: its parameters don't follow the values that are chosen.")
        };
        warn(log, files.left_out.iter().map(notice).collect());
        files
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
        let how: &[&str] = match transition {
            Transition::Delete => &["-refresh=true", "-destroy"],
            Transition::Start | Transition::Stop => &["-refresh=true"],
        };
        let plan = self.run_plan(transition, values, how, log, cancellation)?;
        let told = self.told_with_graph(&["show", "-json", "-no-color", &plan], log, cancellation)?;
        let document = Document::plan(told).map_err(|why| TerraformFault::Unreadable(Step::Show, why))?;
        for line in objects::replacement_lines(&document) {
            log(LogLine { level: LogLevel::Warn, output: line });
        }
        self.planned = Some(Plan::Made(transition, document));
        Ok(())
    }

    /// What has changed since the build that has left the state. Nothing is changed.
    ///
    /// # Errors
    /// The program's, and those of who runs it.
    pub fn drift(
        &mut self,
        transition: Transition,
        values: &[VariableValue],
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<Vec<DriftedResource>, TerraformFault> {
        self.planned = None;
        if !state::exists(&self.folder.template()) {
            return Ok(Vec::new());
        }
        let plan = self.run_plan(transition, values, &["-refresh-only"], log, cancellation)?;
        let told = self.told(&["show", "-json", "-no-color", &plan], log, cancellation)?;
        objects::drift(told).map_err(|why| TerraformFault::Unreadable(Step::Show, why))
    }

    /// Plans; gives the path of the plan.
    fn run_plan(
        &mut self,
        transition: Transition,
        values: &[VariableValue],
        how: &[&str],
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<String, TerraformFault> {
        let file = self.folder.path().join(variables::FILE);
        let values = variables::values_file(self.declared()?, values).to_string();
        state::write_private(&file, values.as_bytes()).map_err(TerraformFault::Io)?;
        let mut environment = self.environment();
        environment.extend(facts::workspace(&self.job, transition));
        environment.extend(facts::parameters(&self.job));
        self.agent_scripts(&mut environment);
        let plan = self.plan_path().display().to_string();
        let (out, values) = (format!("-out={plan}"), format!("-var-file={}", file.display()));
        let arguments = [&["plan", "-no-color", "-input=false", "-json"], how, &[&*out, &values]].concat();
        self.call(Step::Plan, &arguments, &environment, log, cancellation)?;
        Ok(plan)
    }

    /// What was planned last, with what belongs together.
    ///
    /// # Errors
    /// The program's, and those of who runs it; rules that the template goes against.
    pub fn graph_plan(&mut self, log: LogSink<'_>) -> Result<Planned, TerraformFault> {
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
        let told = self.told_with_graph(&["show", "-json", "-no-color"], log, cancellation)?;
        let document = Document::state(told).map_err(|why| TerraformFault::Unreadable(Step::Show, why))?;
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
