//! A build: it is planned, held against its owner's budget, and carried out.

use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::job::{JobErrorCode, LogLevel, LogSource};
use burgrave_core::provisioning::quota::{INSUFFICIENT, REFUSED, log_lines};
use burgrave_provisioner::{Applied, echo};

use super::end::End;
use super::session::Session;
use crate::provisioning::quotas::enforced;
use crate::provisioning::work::{CommitQuota, CompleteBuild, Left};

/// What is said of a build that the end of the server interrupts.
const STOPPED: &str =
    "The server was stopped while the build was carried out. Look at what is there, and build again.";

/// Takes a workspace where the build says.
///
/// # Errors
/// What ends the job.
pub(super) async fn build(session: &mut Session, transition: Transition) -> Result<CompleteBuild, End> {
    let planned = session.plan(Stage::Planning, transition).await?;
    commit_quota(session, transition, planned.daily_cost()).await?;
    session.open(Stage::Applying(transition)).await?;
    // From here on, something may have been made.
    let folder = session.folder();
    let applied = match session.step(move |log| echo::apply(&folder, transition, log)).await {
        Err(End::Stopped) => return Err(session.fail(STOPPED.into()).await?),
        applied => applied?,
    };
    let Applied { state, resources, error } = applied;
    if let Some(error) = error {
        session.say(LogSource::Provisioner, LogLevel::Error, error.clone()).await?;
        return Err(End::Failed { error, code: None, left: Some(Left { state, resources }) });
    }
    let timings = std::mem::take(&mut session.timings);
    Ok(CompleteBuild { attempt: session.attempt, state, resources, timings })
}

/// Asks whether the build may cost so much. What costs nothing, or removes what costs, is never asked about.
async fn commit_quota(session: &mut Session, transition: Transition, cost: i64) -> Result<(), End> {
    if cost == 0 || transition == Transition::Delete {
        return Ok(());
    }
    session.open(Stage::CommittingQuota).await?;
    let asked = CommitQuota { attempt: session.attempt, cost, enforced: enforced(&session.app) };
    let committed = session.execute(asked).await?;
    for line in log_lines(&committed.commit) {
        session.say(LogSource::Provisioner, LogLevel::Info, line).await?;
    }
    if committed.decision.permitted {
        return Ok(());
    }
    session.say(LogSource::Provisioner, LogLevel::Warn, REFUSED).await?;
    Err(End::Failed { error: INSUFFICIENT.into(), code: Some(JobErrorCode::InsufficientQuota), left: None })
}
