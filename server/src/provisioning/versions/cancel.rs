//! Canceling the import of a version.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic, Update};
use burgrave_core::ids::TemplateVersionId;
use burgrave_core::provisioning::job::{self, Canceled};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::provisioning::signals::job_topic;

/// Ends an import: at once while it waits, else by its daemon.
#[derive(Debug)]
pub(crate) struct CancelImport {
    /// The version.
    pub(crate) version: TemplateVersionId,
}

impl Command for CancelImport {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::CANCEL_TEMPLATE_VERSION.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` when it has ended, or ends already.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let (caller, now) = (context.caller(), context.now);
        let what = "cancel the import of this template version";
        let version = find::template_version::<Update>(context, caller, self.version, what).await?;
        let status = version.job.status();
        job::cancel(status, None, true).map_err(|refusal| Fault::rule(refusal.to_string()))?;
        let import = Authorized::automatic(Automatic::Part, version.job.clone());
        let canceled = context.cancel_job(&import, now).await?;
        let canceled = canceled.ok_or_else(|| Fault::rule("The job has already ended."))?;
        if canceled == Canceled::AtOnce {
            // The end of its import changes a version.
            let _ = context.update_template_version(&version, &version.name, &version.message, now).await?;
        }
        context.tell(&job_topic(import.id)).await?;
        let next = match canceled {
            Canceled::AtOnce => "canceled",
            Canceled::WhenItsDaemonEnds => "canceling",
        };
        let diff = Diff::default().field("job_status", status.as_str(), next);
        let entry = Entry::new(version.id, &version.name).within(version.organization_id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}
