//! A daemon asks whether a build may cost so much.

use burgrave_core::provisioning::quota::reached;
use burgrave_store::{NotCurrent, QuotaCommit, QuotaRequest};

use super::JobAttempt;
use super::attempt::held;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;
use crate::provisioning::notices;

/// Holds what a build would cost against its owner's budget, keeps the cost where it is permitted, and writes
/// the ledger.
#[derive(Debug, Clone)]
pub(crate) struct CommitQuota {
    /// Which attempt.
    pub(crate) attempt: JobAttempt,
    /// What the build would cost.
    pub(crate) cost: i64,
    /// Whether quotas count on this server.
    pub(crate) enforced: bool,
}

impl Command for CommitQuota {
    type Actor = Automatic;
    type Output = Result<QuotaCommit, NotCurrent>;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(
        &self,
        context: &CommandContext<Automatic>,
    ) -> Result<Outcome<Result<QuotaCommit, NotCurrent>>, Fault> {
        let job = held!(self.attempt, context);
        let asked = QuotaRequest {
            entry: context.derived_id(&["quota"]),
            cost: self.cost,
            enforced: self.enforced,
            now: context.now,
        };
        let committed = context.commit_quota(&job, asked).await?;
        if let (Some(reached), Some(build)) = (reached(&committed.commit, &committed.decision), job.build_id)
        {
            notices::quota_reached(context, &job, build, (reached, &committed)).await?;
        }
        Ok(Outcome::unrecorded(Ok(committed)))
    }
}
