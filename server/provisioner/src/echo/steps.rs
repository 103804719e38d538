//! The three steps of a job, and what a check finds.

use std::path::Path;

use burgrave_core::provisioning::build::{STATE_LENGTH, Transition};
use burgrave_core::provisioning::drift::{DriftedResource, MOST_DRIFTED};
use burgrave_core::provisioning::job::LogLevel;
use burgrave_core::provisioning::version::README_LENGTH;

use super::EchoFault;
use super::member::{self, Members};
use crate::outcome::{Applied, LogLine, LogSink, Parsed, Planned, Step};
use crate::wire::{self, ApplyComplete, Kind, Log, ParseComplete, PlanComplete};

/// The longest error, in characters.
const MOST_ERROR: usize = 4096;

/// The result of parsing the template in a folder.
///
/// # Errors
/// The template is invalid, or its messages say that it fails.
pub fn parse(folder: &Path, log: LogSink<'_>) -> Result<Step<Parsed>, EchoFault> {
    let complete = play(Members::new(folder, "parse", None), log, |kind| match kind {
        Kind::Parse(complete) => Some(complete),
        _ => None,
    })?;
    complete.map(parsed)
}

/// The plan of a build with this transition.
///
/// # Errors
/// The template is invalid, or its messages say that it fails.
pub fn plan(folder: &Path, transition: Transition, log: LogSink<'_>) -> Result<Step<Planned>, EchoFault> {
    let complete = play(Members::new(folder, "plan", Some(transition)), log, |kind| match kind {
        Kind::Plan(complete) => Some(complete),
        _ => None,
    })?;
    complete.map(planned)
}

/// The result of a build with this transition. A failure that the template declares is part of the outcome,
/// beside the state that is left.
///
/// # Errors
/// The template is invalid.
pub fn apply(folder: &Path, transition: Transition, log: LogSink<'_>) -> Result<Step<Applied>, EchoFault> {
    let complete = play(Members::new(folder, "apply", Some(transition)), log, |kind| match kind {
        Kind::Apply(complete) => Some(complete),
        _ => None,
    })?;
    complete.map(applied)
}

/// What a check finds of the workspaces of a template: what its member `drift.json` lists, if it has one.
///
/// # Errors
/// The template is invalid.
pub fn drift(folder: &Path) -> Result<Vec<DriftedResource>, EchoFault> {
    const NAME: &str = "drift.json";
    let Some(bytes) = member::read(&folder.join(NAME), NAME)? else { return Ok(Vec::new()) };
    let mut found: Vec<DriftedResource> =
        serde_json::from_slice(&bytes).map_err(|_| EchoFault::Unfit(format!("{NAME} lists no resources")))?;
    found.truncate(MOST_DRIFTED);
    Ok(found)
}

/// Replays messages until one completes the step. If none does, the step waits: this is how templates for
/// tests of cancellation are written.
fn play<T>(
    mut members: Members<'_>,
    log: LogSink<'_>,
    completes: impl Fn(Kind) -> Option<T>,
) -> Result<Step<T>, EchoFault> {
    while let Some((name, message)) = members.next()? {
        match message.kind {
            Some(Kind::Log(line)) => log(log_line(line)),
            Some(kind) => return completes(kind).map(Step::Complete).ok_or(EchoFault::Foreign(name)),
            // Unknown messages are ignored.
            None => {}
        }
    }
    Ok(Step::Waits)
}

impl<T> Step<T> {
    fn map<U>(self, change: impl FnOnce(T) -> Result<U, EchoFault>) -> Result<Step<U>, EchoFault> {
        match self {
            Self::Complete(complete) => change(complete).map(Step::Complete),
            Self::Waits => Ok(Step::Waits),
        }
    }
}

fn log_line(line: Log) -> LogLine {
    let level = match line.level {
        0 => LogLevel::Trace,
        1 => LogLevel::Debug,
        3 => LogLevel::Warn,
        4 => LogLevel::Error,
        _ => LogLevel::Info,
    };
    LogLine { level, output: line.output }
}

fn parsed(complete: ParseComplete) -> Result<Parsed, EchoFault> {
    reported(complete.error)?;
    let readme = String::from_utf8_lossy(&complete.readme).replace('\0', "\u{fffd}");
    if readme.len() > README_LENGTH {
        return Err(EchoFault::Unfit(format!("its README is longer than {README_LENGTH} bytes")));
    }
    let variables = wire::variables(complete.template_variables).map_err(EchoFault::Unfit)?;
    Ok(Parsed { variables, readme, workspace_tags: complete.workspace_tags.into_iter().collect() })
}

fn planned(complete: PlanComplete) -> Result<Planned, EchoFault> {
    reported(complete.error)?;
    Ok(Planned {
        resources: wire::resources(complete.resources).map_err(EchoFault::Unfit)?,
        parameters: wire::parameters(complete.parameters).map_err(EchoFault::Unfit)?,
        external_auth: wire::external_auth(complete.external_auth_providers).map_err(EchoFault::Unfit)?,
        presets: wire::presets(complete.presets).map_err(EchoFault::Unfit)?,
        modules: wire::modules(complete.modules),
        replacements: wire::replacements(complete.resource_replacements),
        ..Planned::default()
    })
}

fn applied(complete: ApplyComplete) -> Result<Applied, EchoFault> {
    if complete.state.len() > STATE_LENGTH {
        return Err(EchoFault::Unfit(format!("its state is larger than {STATE_LENGTH} bytes")));
    }
    let error = Some(complete.error).filter(|error| !error.is_empty()).map(|error| fitting_error(&error));
    let resources = wire::resources(complete.resources).map_err(EchoFault::Unfit)?;
    Ok(Applied { state: complete.state, resources, error })
}

fn reported(error: String) -> Result<(), EchoFault> {
    if error.is_empty() { Ok(()) } else { Err(EchoFault::Reported(fitting_error(&error))) }
}

fn fitting_error(error: &str) -> String {
    error.chars().take(MOST_ERROR).collect::<String>().replace('\0', "\u{fffd}")
}
