//! What the jobs of this process are carried out with.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use burgrave_core::Clock;
use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::job::Provisioner;
use burgrave_provisioner::terraform::{
    KnownPackages, Limits, Mirror, Program, ProgramFault, Settings, TerraformSession,
};
use burgrave_provisioner::{Confinement, JobFolder, JobInput, Session as Job};
use slog::{Logger, info, warn};

/// How old the folder of a job is that nobody will remove any more.
const ABANDONED_AFTER: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What is said of jobs whose program can't be used.
const UNUSABLE: &str = "The program that carries templates out can't be used. Ask an administrator to look into the log of its daemon.";

/// What an operator says about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct MachineSettings {
    /// The program that carries templates out; the one in `PATH` where none is named.
    pub(crate) terraform: Option<PathBuf>,
    /// Where providers come from; the registries where there is nothing.
    pub(crate) mirror: Option<Mirror>,
    /// Where downloaded providers are kept.
    pub(crate) providers: PathBuf,
    /// What programs of templates can reach, where the kernel can see to it.
    pub(crate) confinement: Confinement,
}

/// What is there to carry jobs out.
#[derive(Clone)]
pub(in crate::provisioning::daemons) struct Machine(Arc<Inner>);

struct Inner {
    log: Logger,
    clock: Arc<dyn Clock>,
    /// Where the folders of jobs are.
    root: PathBuf,
    settings: MachineSettings,
    program: Option<PathBuf>,
    /// The kernel sees to it that templates reach nothing of the daemon.
    confined: bool,
    terraform: OnceLock<Arc<Settings>>,
}

impl Machine {
    /// Looks for the program, and says in one line where there is none.
    pub(in crate::provisioning::daemons) fn new(
        log: Logger,
        clock: Arc<dyn Clock>,
        root: PathBuf,
        settings: MachineSettings,
    ) -> Self {
        let program = Program::locate(settings.terraform.as_deref());
        match &program {
            Some(path) => {
                info!(log, "templates are carried out by Terraform"; "program" => %path.display())
            }
            None => {
                info!(log, "templates of Terraform are not carried out here: {}", ProgramFault::Missing)
            }
        }
        let confined = Confinement::supported();
        if let (Err(why), true) = (&confined, program.is_some()) {
            warn!(
                log,
                "templates can read what this program's user can read: they are not confined, because {}",
                why
            );
        }
        let confined = confined.is_ok();
        Self(Arc::new(Inner { log, clock, root, settings, program, confined, terraform: OnceLock::new() }))
    }

    /// What it can carry out.
    pub(in crate::provisioning::daemons) fn provisioners(&self) -> Vec<Provisioner> {
        let terraform = self.0.program.is_some().then_some(Provisioner::Terraform);
        [Provisioner::Echo].into_iter().chain(terraform).collect()
    }

    /// The name of the folder of an attempt at a job.
    pub(in crate::provisioning::daemons) fn folder_name(
        job: ProvisionerJobId,
        attempt: Option<u32>,
    ) -> String {
        format!("{job}-{}", attempt.unwrap_or_default())
    }

    /// A folder for a job. Those that nobody will remove any more go now. It blocks.
    pub(super) fn folder(&self, name: &str) -> io::Result<JobFolder> {
        let root = &self.0.root;
        let before = SystemTime::now().checked_sub(ABANDONED_AFTER);
        if let Err(cause) = before.map_or(Ok(0), |before| JobFolder::sweep(root, before)) {
            warn!(self.0.log, "old folders of jobs can't be looked for"; "cause" => %cause);
        }
        JobFolder::create(root, name)
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

    /// What jobs of Terraform are carried out with; it is found out by the first of them, and by the next
    /// where the program couldn't be used then.
    fn settings(&self) -> Result<Arc<Settings>, String> {
        if let Some(known) = self.0.terraform.get() {
            return Ok(known.clone());
        }
        let settings = self.terraform()?;
        Ok(self.0.terraform.get_or_init(|| settings).clone())
    }

    /// Asks the program what it can do; not at the start, which it would hold up.
    fn terraform(&self) -> Result<Arc<Settings>, String> {
        let Inner { log, clock, settings, program, confined, .. } = &*self.0;
        let program = Program::find(program.as_deref()).map_err(|fault| {
            warn!(log, "templates can't be carried out"; "cause" => %fault);
            UNUSABLE.to_owned()
        })?;
        info!(log, "templates are carried out"; "product" => ?program.product(),
            "version" => %program.version());
        let clock = clock.clone();
        // Providers in a folder are used where they are.
        let folder = matches!(settings.mirror, Some(Mirror::Folder(_)));
        Ok(Arc::new(Settings {
            program,
            mirror: settings.mirror.clone(),
            cache: (!folder).then(|| settings.providers.clone()),
            agent_scripts: BTreeMap::new(),
            confinement: confined.then(|| settings.confinement.clone()),
            known: KnownPackages::default(),
            limits: Limits::default(),
            clock: Arc::new(move || clock.now()),
        }))
    }
}
