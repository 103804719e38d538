//! A job, whatever carries it out: the same steps for all.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::drift::DriftedResource;
use burgrave_core::provisioning::resources::{Module, Resource};
use burgrave_core::provisioning::version::VariableValue;

use crate::echo::{self, EchoFault};
use crate::hcl::ModuleFiles;
use crate::terraform::{InitPlace, KeptInit, TerraformFault, TerraformSession};
use crate::{Applied, Cancellation, JobFolder, LogSink, Parsed, Planned, Step, Timing};

/// A job. Its steps block until they end, and end soon after the job is canceled. They come in the order
/// `init`, `parse`, `plan`, `graph_plan`, `apply`, `graph_state`; those that a job doesn't need are left out.
pub enum Session {
    /// The archive plays what it holds.
    Echo(EchoSession),
    /// Terraform or OpenTofu is run.
    Terraform(Box<TerraformSession>),
}

/// A job that plays an archive.
pub struct EchoSession {
    folder: JobFolder,
    planned: Option<(Transition, Planned)>,
    made: Vec<Resource>,
}

/// Why a step fails, in words for whoever wrote the template.
#[derive(Debug, thiserror::Error)]
pub enum SessionFault {
    /// Whoever runs the job wants it to end.
    #[error("The job was canceled.")]
    Canceled,
    /// The archive.
    #[error("{0}")]
    Echo(#[from] EchoFault),
    /// The program, or the template.
    #[error("{0}")]
    Terraform(#[source] TerraformFault),
}

impl From<TerraformFault> for SessionFault {
    fn from(fault: TerraformFault) -> Self {
        match fault {
            TerraformFault::Canceled => Self::Canceled,
            fault => Self::Terraform(fault),
        }
    }
}

impl Session {
    /// A job that plays the archive that is unpacked in its folder.
    #[must_use]
    pub const fn echo(folder: JobFolder) -> Self {
        Self::Echo(EchoSession { folder, planned: None, made: Vec::new() })
    }

    /// By whom, and where, what the template needs is looked for; none where it needs nothing.
    #[must_use]
    pub fn init_place(&self) -> Option<InitPlace> {
        match self {
            Self::Echo(_) => None,
            Self::Terraform(session) => Some(session.init_place()),
        }
    }

    /// Fetches what the template needs, unless what was found before is still there. Gives what was found
    /// anew.
    ///
    /// # Errors
    /// Why it can't be had.
    pub fn init(
        &mut self,
        kept: Option<KeptInit>,
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<Option<KeptInit>, SessionFault> {
        match self {
            Self::Echo(_) => Ok(None),
            Self::Terraform(session) => Ok(session.init(kept, log, cancellation)?),
        }
    }

    /// The modules that the template has, as far as they are known: those of Terraform after `init`.
    #[must_use]
    pub fn modules(&self) -> Vec<Module> {
        match self {
            Self::Echo(session) => {
                session.planned.as_ref().map(|(_, planned)| planned.modules.clone()).unwrap_or_default()
            }
            Self::Terraform(session) => session.modules(),
        }
    }

    /// The files of the modules that were fetched, as far as parameters may depend on them.
    pub fn module_files(&self, log: LogSink<'_>) -> ModuleFiles {
        match self {
            Self::Echo(_) => ModuleFiles::default(),
            Self::Terraform(session) => session.module_files(log),
        }
    }

    /// What the template says before anything is planned.
    ///
    /// # Errors
    /// The template can't be used.
    pub fn parse(&mut self, log: LogSink<'_>, cancellation: &Cancellation) -> Result<Parsed, SessionFault> {
        match self {
            Self::Echo(session) => complete(echo::parse(&session.folder.template(), log)?, cancellation),
            Self::Terraform(session) => Ok(session.parse()?),
        }
    }

    /// Plans what the transition would make.
    ///
    /// # Errors
    /// The template can't be used, or says so itself.
    pub fn plan(
        &mut self,
        transition: Transition,
        values: &[VariableValue],
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<(), SessionFault> {
        match self {
            Self::Echo(session) => {
                let planned =
                    complete(echo::plan(&session.folder.template(), transition, log)?, cancellation)?;
                session.planned = Some((transition, planned));
                Ok(())
            }
            Self::Terraform(session) => Ok(session.plan(transition, values, log, cancellation)?),
        }
    }

    /// What was planned last, with what belongs together.
    ///
    /// # Errors
    /// The template can't be used; nothing was planned.
    pub fn graph_plan(&mut self, log: LogSink<'_>) -> Result<Planned, SessionFault> {
        match self {
            Self::Echo(session) => {
                let planned = session.planned.as_ref().ok_or(TerraformFault::Unplanned)?;
                Ok(planned.1.clone())
            }
            Self::Terraform(session) => Ok(session.graph_plan(log)?),
        }
    }

    /// Carries out what was planned last. What goes wrong from here on stands in the outcome, beside what is
    /// left.
    ///
    /// # Errors
    /// The template can't be used; nothing was planned.
    pub fn apply(&mut self, log: LogSink<'_>, cancellation: &Cancellation) -> Result<Applied, SessionFault> {
        match self {
            Self::Echo(session) => {
                let (transition, _) = session.planned.take().ok_or(TerraformFault::Unplanned)?;
                let applied =
                    complete(echo::apply(&session.folder.template(), transition, log)?, cancellation)?;
                session.made.clone_from(&applied.resources);
                Ok(applied)
            }
            Self::Terraform(session) => Ok(session.apply(log, cancellation)?),
        }
    }

    /// What was made, with what belongs together.
    ///
    /// # Errors
    /// The template can't be used.
    pub fn graph_state(
        &mut self,
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<Vec<Resource>, SessionFault> {
        match self {
            Self::Echo(session) => Ok(std::mem::take(&mut session.made)),
            Self::Terraform(session) => Ok(session.graph_state(log, cancellation)?),
        }
    }

    /// What has changed since the build that has left the state, without changing anything. An archive plays
    /// what it lists.
    ///
    /// # Errors
    /// The template can't be used, or says so itself.
    pub fn drift(
        &mut self,
        transition: Transition,
        values: &[VariableValue],
        log: LogSink<'_>,
        cancellation: &Cancellation,
    ) -> Result<Vec<DriftedResource>, SessionFault> {
        match self {
            Self::Echo(session) => Ok(echo::drift(&session.folder.template())?),
            Self::Terraform(session) => Ok(session.drift(transition, values, log, cancellation)?),
        }
    }

    /// How long things took, also where they failed.
    pub fn take_timings(&mut self) -> Vec<Timing> {
        match self {
            Self::Echo(_) => Vec::new(),
            Self::Terraform(session) => session.take_timings(),
        }
    }
}

/// A step that doesn't end by itself ends with the job.
fn complete<T>(step: Step<T>, cancellation: &Cancellation) -> Result<T, SessionFault> {
    match step {
        Step::Complete(told) => Ok(told),
        Step::Waits => {
            cancellation.wait();
            Err(SessionFault::Canceled)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::echo::{EchoArchive, EchoStep};
    use crate::unpack;

    fn session(root: &std::path::Path, archive: EchoArchive) -> Session {
        let folder = JobFolder::create(root, "it").expect("it can be made");
        unpack(&*archive.into_tar(), &folder.template()).expect("it is an archive");
        Session::echo(folder)
    }

    #[test]
    fn an_archive_is_played_step_by_step() {
        let root = tempfile::tempdir().expect("a folder");
        let made = Resource { name: "disk".into(), ..Resource::default() };
        let planned = Planned { resources: vec![made.clone()], ..Planned::default() };
        let mut session = session(root.path(), EchoArchive::simple(&Parsed::default(), &planned));
        let (log, goes_on) = (&mut |_| (), Cancellation::new());
        session.init(None, log, &goes_on).expect("there is nothing to fetch");
        assert_eq!(session.parse(log, &goes_on).expect("it says it"), Parsed::default());
        assert!(session.apply(log, &goes_on).is_err(), "nothing is planned");
        session.plan(Transition::Start, &[], log, &goes_on).expect("it says it");
        assert_eq!(session.graph_plan(log).expect("it is planned"), planned);
        let applied = session.apply(log, &goes_on).expect("it is planned");
        assert_eq!(applied.resources, std::slice::from_ref(&made));
        assert_eq!(session.graph_state(log, &goes_on).expect("it is made"), [made]);
    }

    #[test]
    fn a_step_without_an_end_ends_with_the_job() {
        let root = tempfile::tempdir().expect("a folder");
        let line =
            crate::LogLine { level: burgrave_core::provisioning::job::LogLevel::Info, output: "x".into() };
        let mut session = session(root.path(), EchoArchive::new().parse(&[EchoStep::Log(line)]));
        let job = Cancellation::new();
        let told = session.parse(&mut |_| job.cancel(), &job);
        assert!(matches!(told, Err(SessionFault::Canceled)));
    }
}
