//! Canceling a build.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Authorized, Automatic, Protected, Read, Refused, SiteRole};
use burgrave_core::ids::WorkspaceBuildId;
use burgrave_core::provisioning::job::{self, CancelRefusal, Canceled, Expected};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::provisioning::signals::{job_topic, workspace_topic};

/// Ends a build: at once while it waits, else by its daemon.
pub(crate) struct CancelBuild {
    /// The build.
    pub(crate) build: WorkspaceBuildId,
    /// Only in this status.
    pub(crate) expected: Option<Expected>,
}

impl Command for CancelBuild {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::CANCEL_WORKSPACE_BUILD.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `Refused` where the template keeps its users from it; `Unexpected` in another
    /// status; `BrokenRule` when it has ended, or ends already.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let (caller, now, what) = (context.caller(), context.now, "cancel builds of this workspace");
        let (workspace, build) = find::build::<Read>(context, caller, self.build, what).await?;
        // Who may begin a build may take it back.
        let begins = build.transition.action(workspace.dormant_at.is_some());
        let own = build.initiator_id == caller.user.id && caller.may(begins, &workspace.object());
        if !own && !caller.may(Action::Update, &workspace.object()) {
            return Err(Fault::refused(Refused::Forbidden, what));
        }
        let governs = caller.subject.site_roles.contains(&SiteRole::Owner);
        let status = build.job.status();
        let unrestricted = workspace.template_allow_user_cancel || governs;
        job::cancel(status, self.expected, unrestricted).map_err(refused)?;
        let job = Authorized::automatic(Automatic::Part, build.job.clone());
        let canceled = context.cancel_job(&job, now).await?;
        let canceled = canceled.ok_or_else(|| Fault::rule("The job has already ended."))?;
        if canceled == Canceled::AtOnce {
            context.touch_build(build.id, now).await?;
        }
        context.tell(&job_topic(job.id)).await?;
        context.tell(&workspace_topic(workspace.id)).await?;
        let next = match canceled {
            Canceled::AtOnce => "canceled",
            Canceled::WhenItsDaemonEnds => "canceling",
        };
        let diff = Diff::default().field("job_status", status.as_str(), next);
        let entry = Entry::new(build.id, &workspace.name).within(workspace.organization_id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}

fn refused(refusal: CancelRefusal) -> Fault {
    let message = refusal.to_string();
    match refusal {
        CancelRefusal::Forbidden => Fault::Refused { message },
        CancelRefusal::Unexpected { .. } => Fault::Unexpected { message },
        CancelRefusal::Already | CancelRefusal::Ended(_) => Fault::rule(message),
    }
}
