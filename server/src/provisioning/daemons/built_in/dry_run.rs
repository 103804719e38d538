//! A dry run: what a start would make.

use burgrave_core::provisioning::build::{Stage, Transition};

use super::end::End;
use super::session::Session;
use crate::provisioning::work::CompleteDryRun;

/// Tells what a start would make.
///
/// # Errors
/// What ends the job.
pub(super) async fn dry_run(session: &mut Session) -> Result<CompleteDryRun, End> {
    let planned = session.plan(Stage::DetectingPersistent, Transition::Start).await?;
    Ok(CompleteDryRun { attempt: session.attempt, resources: planned.resources })
}
