//! What a proxy has seen of the use of apps.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::ids::{AgentId, WorkspaceId};
use chrono::{DateTime, Utc};

use super::program::Program;
use crate::application::command::{Audit, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;
use crate::provisioning::workspaces::note_use;

/// A session of somebody with an app.
pub(crate) struct AppSession {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// The agent of the app.
    pub(crate) agent: AgentId,
    /// When it began.
    pub(crate) began: DateTime<Utc>,
    /// When it ended; before its beginning, while it goes on.
    pub(crate) ended: DateTime<Utc>,
}

/// When apps were used last, by workspace and agent.
pub(crate) struct ReportAppStats {
    uses: BTreeMap<(WorkspaceId, AgentId), DateTime<Utc>>,
}

impl ReportAppStats {
    /// From sessions.
    pub(crate) fn new(sessions: impl Iterator<Item = AppSession>) -> Self {
        let mut uses = BTreeMap::new();
        for session in sessions {
            // Times to come count as now.
            let end = if session.ended < session.began { DateTime::<Utc>::MAX_UTC } else { session.ended };
            let last = uses.entry((session.workspace, session.agent)).or_insert(end);
            *last = end.max(*last);
        }
        Self { uses }
    }
}

impl Command for ReportAppStats {
    type Actor = Arc<Program>;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Use)
    }

    /// # Errors
    /// None beside the database's: what is said of others changes nothing.
    async fn run(&self, context: &CommandContext<Arc<Program>>) -> Result<Outcome<()>, Fault> {
        for ((id, agent), end) in &self.uses {
            let Some(workspace) = context.workspace(*id).await? else { continue };
            let Some(latest) = context.latest_build(*id).await? else { continue };
            let agents = context.agents_of(&[latest.job.id]).await?;
            if agents.iter().any(|one| one.id == *agent) {
                let mine = Authorized::automatic(Automatic::Part, workspace);
                note_use(context, &mine, &latest, (*end).min(context.now)).await?;
            }
        }
        Ok(Outcome::unrecorded(()))
    }
}
