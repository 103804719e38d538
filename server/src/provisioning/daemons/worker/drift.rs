//! A check: what has changed of a workspace since its last build.

use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::version::VariableValue;

use super::end::End;
use super::session::Session;
use super::upstream::{JobResult, Upstream};

/// Tells what has changed.
///
/// # Errors
/// What ends the job.
pub(super) async fn drift<U: Upstream>(
    session: &mut Session<'_, U>,
    transition: Transition,
    values: Vec<VariableValue>,
) -> Result<JobResult, End> {
    session.init().await?;
    let step = session.run(Stage::Planning, move |job, log, cancellation| {
        job.drift(transition, &values, log, cancellation)
    });
    Ok(JobResult::Drift(step.await?))
}
