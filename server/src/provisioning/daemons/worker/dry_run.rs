//! A dry run: what a start would make.

use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::version::VariableValue;

use super::end::End;
use super::session::Session;
use super::upstream::{JobResult, Upstream};

/// Tells what a start would make.
///
/// # Errors
/// What ends the job.
pub(super) async fn dry_run<U: Upstream>(
    session: &mut Session<'_, U>,
    values: Vec<VariableValue>,
) -> Result<JobResult, End> {
    session.init().await?;
    let planned = session.plan(Stage::DetectingPersistent, Transition::Start, values).await?;
    Ok(JobResult::DryRun(planned.resources))
}
