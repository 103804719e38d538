//! A dry run: what a start would make.

use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::version::VariableValue;

use super::end::End;
use super::session::Session;
use crate::provisioning::work::CompleteDryRun;

/// Tells what a start would make.
///
/// # Errors
/// What ends the job.
pub(super) async fn dry_run(
    session: &mut Session,
    values: Vec<VariableValue>,
) -> Result<CompleteDryRun, End> {
    session.init().await?;
    let planned = session.plan(Stage::DetectingPersistent, Transition::Start, values).await?;
    Ok(CompleteDryRun { attempt: session.attempt, resources: planned.resources })
}
