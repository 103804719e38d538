//! An import: what the template says, what a start would make, what a stop would leave.

use std::sync::Arc;

use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::job::{JobErrorCode, LogLevel, LogSource};
use burgrave_core::provisioning::version::VariableValue;
use burgrave_provisioner::Parsed;

use super::end::End;
use super::session::Session;
use super::upstream::{JobResult, Upstream};

/// Reads a template version.
///
/// # Errors
/// What ends the job.
pub(super) async fn import<U: Upstream>(session: &mut Session<'_, U>) -> Result<JobResult, End> {
    session.init().await?;
    let modules = session.step(|job, log, _| Ok(job.module_files(log))).await?;
    let parsed = session.run(Stage::Parsing, |job, log, cancellation| job.parse(log, cancellation)).await?;
    let values = report(session, parsed).await?;
    let start = session.plan(Stage::DetectingPersistent, Transition::Start, values.clone()).await?;
    let stop = session.plan(Stage::DetectingEphemeral, Transition::Stop, values).await?;
    Ok(JobResult::Import {
        facts: start.facts(),
        modules: Arc::new(modules),
        parameters: start.parameters,
        presets: start.presets,
        external_auth: start.external_auth,
        start: start.resources,
        stop: stop.resources,
    })
}

/// Keeps what was read, and asks for the values of its variables.
async fn report<U: Upstream>(session: &Session<'_, U>, parsed: Parsed) -> Result<Vec<VariableValue>, End> {
    let Parsed { variables, readme, .. } = parsed;
    let error = match session.upstream.parsed(readme, variables).await?? {
        Ok(values) => return Ok(values),
        Err(missing) => missing,
    };
    session.say(LogSource::ProvisionerDaemon, LogLevel::Error, error.clone()).await?;
    Err(End::Failed { error, code: Some(JobErrorCode::RequiredTemplateVariables), left: None })
}
