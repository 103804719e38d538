//! What the jobs of this process are carried out with.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use burgrave_core::provisioning::job::Provisioner;
use burgrave_provisioner::terraform::{Limits, Mirror, Program, ProgramFault, Settings, TerraformSession};
use burgrave_provisioner::{JobFolder, JobInput, Session as Job};
use slog::{info, warn};

use crate::application::App;

/// How old the folder of a job is that nobody will remove any more.
const ABANDONED_AFTER: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What is said of jobs whose program can't be used.
const UNUSABLE: &str = "The program that carries templates out can't be used. Ask an administrator to look into the server's log.";

/// What an operator says about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct MachineSettings {
    /// The program that carries templates out; the one in `PATH` where none is named.
    pub(crate) terraform: Option<PathBuf>,
    /// Where providers come from; the registries where there is nothing.
    pub(crate) mirror: Option<Mirror>,
    /// Where downloaded providers are kept.
    pub(crate) providers: PathBuf,
}

/// What is there to carry jobs out.
#[derive(Clone)]
pub(super) struct Machine(Arc<Inner>);

struct Inner {
    app: App,
    settings: MachineSettings,
    program: Option<PathBuf>,
    terraform: OnceLock<Arc<Settings>>,
}

impl Machine {
    /// Looks for the program, and says in one line where there is none.
    pub(super) fn new(app: &App, settings: MachineSettings) -> Self {
        let program = Program::locate(settings.terraform.as_deref());
        match &program {
            Some(path) => {
                info!(app.log(), "templates are carried out by Terraform"; "program" => %path.display())
            }
            None => {
                info!(app.log(), "templates of Terraform are not carried out here: {}", ProgramFault::Missing)
            }
        }
        Self(Arc::new(Inner { app: app.clone(), settings, program, terraform: OnceLock::new() }))
    }

    /// What it can carry out.
    pub(super) fn provisioners(&self) -> Vec<Provisioner> {
        let terraform = self.0.program.is_some().then_some(Provisioner::Terraform);
        [Provisioner::Echo].into_iter().chain(terraform).collect()
    }

    /// A folder for a job. Those that nobody will remove any more go now. It blocks.
    pub(super) fn folder(&self, name: &str) -> io::Result<JobFolder> {
        let root = std::env::temp_dir();
        let before = SystemTime::now().checked_sub(ABANDONED_AFTER);
        if let Err(cause) = before.map_or(Ok(0), |before| JobFolder::sweep(&root, before)) {
            warn!(self.0.app.log(), "old folders of jobs can't be looked for"; "cause" => %cause);
        }
        JobFolder::create(&root, name)
    }

    /// A job whose template is in its folder. It blocks.
    pub(super) fn job(
        &self,
        provisioner: Provisioner,
        folder: JobFolder,
        input: JobInput,
    ) -> Result<Job, String> {
        match provisioner {
            Provisioner::Echo => Ok(Job::echo(folder)),
            Provisioner::Terraform => {
                let settings = self.settings()?;
                let session =
                    TerraformSession::new(settings, folder, input).map_err(|fault| fault.to_string())?;
                Ok(Job::Terraform(Box::new(session)))
            }
        }
    }

    /// What jobs of Terraform are carried out with; it is found out by the first of them, and by the next where
    /// the program couldn't be used then.
    fn settings(&self) -> Result<Arc<Settings>, String> {
        if let Some(known) = self.0.terraform.get() {
            return Ok(known.clone());
        }
        let settings = self.terraform()?;
        Ok(self.0.terraform.get_or_init(|| settings).clone())
    }

    /// Asks the program what it can do; not at the start, which it would hold up.
    fn terraform(&self) -> Result<Arc<Settings>, String> {
        let Inner { app, settings, program, .. } = &*self.0;
        let program = Program::find(program.as_deref()).map_err(|fault| {
            warn!(app.log(), "templates can't be carried out"; "cause" => %fault);
            UNUSABLE.to_owned()
        })?;
        info!(app.log(), "templates are carried out"; "product" => ?program.product(),
            "version" => %program.version());
        let clock = app.clone();
        // Providers in a folder are used where they are.
        let folder = matches!(settings.mirror, Some(Mirror::Folder(_)));
        Ok(Arc::new(Settings {
            program,
            mirror: settings.mirror.clone(),
            cache: (!folder).then(|| settings.providers.clone()),
            agent_scripts: BTreeMap::new(),
            limits: Limits::default(),
            clock: Arc::new(move || clock.now()),
        }))
    }
}
