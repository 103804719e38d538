//! Somebody uses a workspace.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Authorized, Automatic, Protected, Read, Refused, Update};
use burgrave_core::ids::{AgentId, WorkspaceId};
use burgrave_core::provisioning::build::{BuildStatus, Transition};
use burgrave_core::provisioning::schedule::bumped;
use burgrave_store::{Build, Workspace};
use chrono::{DateTime, Utc};

use super::settings::template_of;
use crate::application::command::{Actor, Audit, Command, CommandContext, Exemption, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::provisioning::signals::workspace_topic;

/// Notes that a workspace is used: it is not dormant for longer, and runs for longer where its template says
/// so.
pub(crate) struct UseWorkspace {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// The agent through which it is used.
    pub(crate) agent: Option<AgentId>,
}

impl Command for UseWorkspace {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Use)
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Gone`; `Invalid` for an agent that isn't one of the workspace's latest build.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let (caller, what) = (context.caller(), "use this workspace");
        let workspace = find::workspace::<Read>(context, caller, self.workspace, what).await?;
        let starts = Transition::Start.action(workspace.dormant_at.is_some());
        if ![starts, Action::Update].iter().any(|action| caller.may(*action, &workspace.object())) {
            return Err(Fault::refused(Refused::Forbidden, what));
        }
        let Some(latest) = context.latest_build(workspace.id).await? else {
            return Err(Fault::Internal("a workspace without a build".into()));
        };
        if let Some(agent) = self.agent {
            let agents = context.agents_of(&[latest.job.id]).await?;
            if !agents.iter().any(|one| one.id == agent) {
                return Err(Fault::field("agent_id", "is no agent of the workspace's latest build"));
            }
        }
        let mine = Authorized::automatic(Automatic::Part, workspace.into_inner());
        note_use(context, &mine, &latest, context.now).await?;
        Ok(Outcome::unrecorded(()))
    }
}

/// What follows from the use of a workspace at a time that isn't to come.
///
/// # Errors
/// The database's.
pub(crate) async fn note_use<C: Actor>(
    context: &CommandContext<C>,
    workspace: &Authorized<Update, Workspace>,
    latest: &Build,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    context.use_workspace(workspace, at).await?;
    context.note_use(workspace, at).await?;
    let template = template_of(context, workspace).await?;
    let runs = latest.status() == BuildStatus::Running;
    if let Some(deadline) = latest.deadline.filter(|_| runs) {
        let moved = bumped(deadline, latest.max_deadline, template.activity_bump_ms, at);
        if moved != deadline {
            context.set_deadline(workspace, Some(moved), context.now).await?;
        }
    }
    Ok(context.tell(&workspace_topic(workspace.id)).await?)
}
