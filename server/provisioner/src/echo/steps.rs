//! The three steps of a job.

use std::path::Path;

use burgrave_core::provisioning::build::{STATE_LENGTH, Transition};
use burgrave_core::provisioning::job::LogLevel;
use burgrave_core::provisioning::version::README_LENGTH;

use super::EchoFault;
use super::member::Members;
use crate::outcome::{Applied, LogLine, LogSink, Parsed, Planned, Step};
use crate::wire::{self, ApplyComplete, Kind, Log, ParseComplete, PlanComplete};

/// Characters of an error at most.
const MOST_ERROR: usize = 4096;

/// What the template in a folder says before anything is planned.
///
/// # Errors
/// The template can't be used, or says so itself.
pub fn parse(folder: &Path, log: LogSink<'_>) -> Result<Step<Parsed>, EchoFault> {
    let complete = play(Members::new(folder, "parse", None), log, |kind| match kind {
        Kind::Parse(complete) => Some(complete),
        _ => None,
    })?;
    complete.map(parsed)
}

/// What a build with this transition would make.
///
/// # Errors
/// The template can't be used, or says so itself.
pub fn plan(folder: &Path, transition: Transition, log: LogSink<'_>) -> Result<Step<Planned>, EchoFault> {
    let complete = play(Members::new(folder, "plan", Some(transition)), log, |kind| match kind {
        Kind::Plan(complete) => Some(complete),
        _ => None,
    })?;
    complete.map(planned)
}

/// What a build with this transition has made. What the template says about a failure stands in the outcome,
/// beside the state that is left.
///
/// # Errors
/// The template can't be used.
pub fn apply(folder: &Path, transition: Transition, log: LogSink<'_>) -> Result<Step<Applied>, EchoFault> {
    let complete = play(Members::new(folder, "apply", Some(transition)), log, |kind| match kind {
        Kind::Apply(complete) => Some(complete),
        _ => None,
    })?;
    complete.map(applied)
}

/// Plays messages until one completes the step. Where none does, the step waits: templates that are there to
/// be canceled are written so.
fn play<T>(
    mut members: Members<'_>,
    log: LogSink<'_>,
    completes: impl Fn(Kind) -> Option<T>,
) -> Result<Step<T>, EchoFault> {
    while let Some((name, message)) = members.next()? {
        match message.kind {
            Some(Kind::Log(line)) => log(log_line(line)),
            Some(kind) => return completes(kind).map(Step::Complete).ok_or(EchoFault::Foreign(name)),
            // Messages that this provisioner doesn't know say nothing that it keeps.
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
