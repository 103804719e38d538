//! A daemon asks whether a build may cost so much.

use burgrave_core::provisioning::job::JobType;
use burgrave_wire::provisionerd::{CommitQuotaRequest, CommitQuotaResponse};

use super::{Daemon, Refused};
use crate::application::command::Automatic;
use crate::provisioning::quotas::enforced;
use crate::provisioning::work::{CommitQuota, client};

pub(super) async fn commit(
    daemon: &Daemon,
    asked: CommitQuotaRequest,
) -> Result<CommitQuotaResponse, Refused> {
    let (attempt, job) = daemon.job(&asked.job_id).await?;
    if job.kind != JobType::WorkspaceBuild {
        return Err(Refused::Told("only a build of a workspace has a daily cost".into()));
    }
    if asked.daily_cost < 0 {
        return Err(Refused::Told(format!("the daily cost must be 0 or more, not {}", asked.daily_cost)));
    }
    let (cost, enforced) = (asked.daily_cost.into(), enforced(&daemon.app));
    let commit = CommitQuota { attempt, cost, enforced };
    let told = daemon.app.execute(commit, Automatic::Task, client()).await??;
    let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    Ok(CommitQuotaResponse {
        ok: told.decision.permitted,
        credits_consumed: number(told.decision.consumed),
        budget: told.commit.budget.map_or(-1, number),
    })
}
