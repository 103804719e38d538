//! An import: what the template says, what a start would make, what a stop would leave.

use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::job::{JobErrorCode, LogLevel, LogSource};
use burgrave_core::provisioning::version::VariableValue;
use burgrave_provisioner::Parsed;

use super::end::End;
use super::session::Session;
use crate::provisioning::work::{CompleteImport, ReportParsed};

/// Reads a template version.
///
/// # Errors
/// What ends the job.
pub(super) async fn import(session: &mut Session) -> Result<CompleteImport, End> {
    session.init().await?;
    let parsed = session.run(Stage::Parsing, |job, log, cancellation| job.parse(log, cancellation)).await?;
    let values = report(session, parsed).await?;
    let start = session.plan(Stage::DetectingPersistent, Transition::Start, values.clone()).await?;
    let stop = session.plan(Stage::DetectingEphemeral, Transition::Stop, values).await?;
    Ok(CompleteImport {
        attempt: session.attempt,
        parameters: start.parameters,
        presets: start.presets,
        external_auth: start.external_auth,
        start: start.resources,
        stop: stop.resources,
    })
}

/// Keeps what was read, and asks for the values of its variables.
async fn report(session: &Session, parsed: Parsed) -> Result<Vec<VariableValue>, End> {
    let Parsed { variables, readme, .. } = parsed;
    let keys = session.app.sealing().clone();
    let values = session.execute(ReportParsed { attempt: session.attempt, readme, variables, keys }).await?;
    let missing = match values {
        Ok(values) => return Ok(values),
        Err(missing) => missing,
    };
    let error = missing.to_string();
    session.say(LogSource::ProvisionerDaemon, LogLevel::Error, error.clone()).await?;
    Err(End::Failed { error, code: Some(JobErrorCode::RequiredTemplateVariables), left: None })
}
