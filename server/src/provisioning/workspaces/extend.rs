//! Until when a workspace runs that runs now.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::build::BuildStatus;
use burgrave_core::provisioning::schedule::{ExtendFault, Running, extend};
use chrono::{DateTime, Utc};

use super::settings::settled;
use crate::application::command::{Audit, Command, CommandContext, Diff, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Sets it, later or earlier than before.
pub(crate) struct ExtendWorkspace {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// The new deadline.
    pub(crate) deadline: DateTime<Utc>,
}

impl Command for ExtendWorkspace {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::EXTEND_WORKSPACE.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Gone`; `Conflict` where there is no deadline to move, `Invalid` for one that
    /// is too near or too far.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "extend this workspace's deadline";
        let workspace = find::workspace::<Update>(context, context.caller(), self.workspace, what).await?;
        let latest = context.latest_build(workspace.id).await?;
        let runs = latest.filter(|build| build.status() == BuildStatus::Running);
        let running =
            runs.map(|build| Running { deadline: build.deadline, max_deadline: build.max_deadline });
        let deadline = extend(running, self.deadline, context.now).map_err(refused)?;
        context.set_deadline(&workspace, Some(deadline), context.now).await?;
        let before = running.and_then(|running| running.deadline).map(|time| time.to_rfc3339());
        let diff = Diff::default().field("deadline", before.unwrap_or_default(), deadline.to_rfc3339());
        settled(context, &workspace, diff).await
    }
}

fn refused(fault: ExtendFault) -> Fault {
    match fault {
        ExtendFault::NotRunning | ExtendFault::NoDeadline => {
            Fault::Conflict { message: fault.to_string(), detail: None, fields: Vec::new() }
        }
        ExtendFault::TooSoon => Fault::field("deadline", "must be at least 30 minutes ahead"),
        ExtendFault::TooLate(latest) => {
            let latest = latest.to_rfc3339();
            Fault::field(
                "deadline",
                format!("must be at or before {latest}, the latest that the template allows"),
            )
        }
    }
}
