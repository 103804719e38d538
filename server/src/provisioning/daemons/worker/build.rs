//! A build: it is planned, held against its owner's budget, and carried out.

use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::job::{JobErrorCode, LogLevel, LogSource};
use burgrave_core::provisioning::quota::{INSUFFICIENT, REFUSED, log_lines};
use burgrave_core::provisioning::resources::Resource;
use burgrave_core::provisioning::version::VariableValue;
use burgrave_provisioner::Applied;

use super::end::End;
use super::session::Session;
use super::upstream::{JobResult, Upstream};
use crate::provisioning::work::Left;

/// Takes a workspace where the build says.
///
/// # Errors
/// What ends the job.
pub(super) async fn build<U: Upstream>(
    session: &mut Session<'_, U>,
    transition: Transition,
    values: Vec<VariableValue>,
) -> Result<JobResult, End> {
    session.init().await?;
    let planned = session.plan(Stage::Planning, transition, values).await?;
    session.facts = planned.facts();
    commit_quota(session, transition, planned.daily_cost()).await?;
    let applied =
        session.run(Stage::Applying(transition), |job, log, cancellation| job.apply(log, cancellation));
    // Something may have been made, also where the daemon stops meanwhile.
    let Applied { state, resources, error } = match applied.await {
        Err(End::Stopped) => return Err(session.fail(U::STOPPED.into()).await?),
        applied => applied?,
    };
    if let Some(error) = error {
        let error = if session.stop.soon.is_cancelled() { U::STOPPED.to_owned() } else { error };
        session.say(LogSource::Provisioner, LogLevel::Error, error.clone()).await?;
        return Err(End::Failed { error, code: None, left: Some(Left { state, resources }) });
    }
    let resources = match made(session).await {
        Err(End::Failed { error, code, .. }) => {
            return Err(End::Failed { error, code, left: Some(Left { state, resources: Vec::new() }) });
        }
        resources => resources?,
    };
    let (facts, timings) = (std::mem::take(&mut session.facts), std::mem::take(&mut session.timings));
    Ok(JobResult::Build { state, resources, facts, timings })
}

/// What there is now. It is told whatever has become of the job: what was made has to be known.
async fn made<U: Upstream>(session: &mut Session<'_, U>) -> Result<Vec<Resource>, End> {
    session.graph();
    match session.step(|job, log, cancellation| job.graph_state(log, cancellation)).await {
        Err(End::Stopped | End::Canceled) => Err(session.fail(U::STOPPED.into()).await?),
        made => made,
    }
}

/// Asks whether the build may cost so much. What costs nothing, or removes what costs, is never asked about.
async fn commit_quota<U: Upstream>(
    session: &mut Session<'_, U>,
    transition: Transition,
    cost: i64,
) -> Result<(), End> {
    if cost == 0 || transition == Transition::Delete {
        return Ok(());
    }
    session.open(Stage::CommittingQuota).await?;
    let committed = session.upstream.commit_quota(cost).await??;
    for line in log_lines(&committed.commit) {
        session.say(LogSource::Provisioner, LogLevel::Info, line).await?;
    }
    if committed.permitted {
        return Ok(());
    }
    session.say(LogSource::Provisioner, LogLevel::Warn, REFUSED).await?;
    Err(End::Failed { error: INSUFFICIENT.into(), code: Some(JobErrorCode::InsufficientQuota), left: None })
}
