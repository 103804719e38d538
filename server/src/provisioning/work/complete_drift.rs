//! A check ends with what has changed of its workspace.

use burgrave_core::provisioning::drift::{DriftedResource, judge};
use burgrave_core::provisioning::job::JobType;
use burgrave_store::{CurrentJob, NotCurrent};

use super::attempt::held;
use super::resources::json;
use super::signals::{tell_status, workspace_topic};
use super::{JobAttempt, fail};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;
use crate::provisioning::drift::{ignored, read};
use crate::provisioning::notices;

/// Keeps what a check has found, and ends it.
#[derive(Debug, Clone)]
pub(crate) struct CompleteDrift {
    /// Which attempt.
    pub(crate) attempt: JobAttempt,
    /// What has changed.
    pub(crate) resources: Vec<DriftedResource>,
}

impl Command for CompleteDrift {
    type Actor = Automatic;
    type Output = Result<(), NotCurrent>;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(
        &self,
        context: &CommandContext<Automatic>,
    ) -> Result<Outcome<Result<(), NotCurrent>>, Fault> {
        let job = held!(self.attempt, context);
        if job.kind != JobType::WorkspaceDrift {
            return Err(Fault::Internal("the end of a check by a job that is none".into()));
        }
        context.set_drift(&job, &json(&self.resources)?).await?;
        self.announce(context, &job).await?;
        let ended = context.complete_job(&job, context.now).await?;
        tell_status(context, &job).await?;
        if let Some(workspace) = job.workspace_id {
            context.tell(&workspace_topic(workspace)).await?;
        }
        fail::ended(ended).map(Outcome::unrecorded)
    }
}

impl CompleteDrift {
    /// Tells the owner what counts of it, unless the check before has found the same.
    async fn announce(&self, context: &CommandContext<Automatic>, job: &CurrentJob) -> Result<(), Fault> {
        let Some(id) = job.workspace_id else { return Ok(()) };
        let found = context.workspace(id).await?.filter(|workspace| workspace.deleted_at.is_none());
        let Some(workspace) = found else { return Ok(()) };
        let ignored = ignored(context, id).await?;
        let counts = |drifted: &[DriftedResource]| -> Vec<DriftedResource> {
            let judged = judge(drifted, &ignored).into_iter();
            judged.filter(|one| !one.ignored).map(|one| one.resource).collect()
        };
        let before = match context.drift_found_before(job).await? {
            Some(text) => counts(&read::<Vec<DriftedResource>>(&text)?),
            None => Vec::new(),
        };
        let found = counts(&self.resources);
        if found.is_empty() || found == before {
            return Ok(());
        }
        Ok(notices::workspace_drifted(context, &workspace, job.id.into(), &found).await?)
    }
}
