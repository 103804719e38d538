//! A daemon tells how a job goes, and hears whether it was canceled.

use std::ops::RangeInclusive;

use burgrave_core::provisioning::job::{JobType, LogLevel, LogSource};
use burgrave_provisioner::wire::variables;
use burgrave_store::LogLine;
use burgrave_wire::provisioner::VariableValue;
use burgrave_wire::provisionerd::{self as wire, Log, UpdateJobRequest, UpdateJobResponse};
use chrono::{DateTime, Datelike, Utc};

use super::{Daemon, Refused};
use crate::application::command::Automatic;
use crate::provisioning::work::{Report, ReportParsed, client};

/// The years that answers can say (RFC 3339); a line of another time was written now.
const YEARS: RangeInclusive<i32> = 1..=9999;

/// Lines of a call at most.
const MOST_LINES: usize = 10_000;

pub(super) async fn update(daemon: &Daemon, asked: UpdateJobRequest) -> Result<UpdateJobResponse, Refused> {
    let (attempt, job) = daemon.job(&asked.job_id).await?;
    let parsed = !asked.template_variables.is_empty() || !asked.readme.is_empty();
    if parsed && job.kind != JobType::TemplateVersionImport {
        return Err(Refused::Told("only an import tells of a readme and of template variables".into()));
    }
    if asked.logs.len() > MOST_LINES {
        return Err(Refused::Told(format!("more than {MOST_LINES} lines in one call")));
    }
    let now = daemon.app.now();
    let lines = asked.logs.into_iter().map(|from| line(from, now)).collect::<Result<_, _>>()?;
    let canceled = daemon.app.execute(Report { attempt, lines }, Automatic::Task, client()).await??;
    let mut variable_values = Vec::new();
    if parsed {
        let variables = variables(asked.template_variables).map_err(Refused::Told)?;
        let readme = String::from_utf8_lossy(&asked.readme).replace('\0', "\u{fffd}");
        let parsed = ReportParsed { attempt, readme, variables, app: daemon.app.clone() };
        let values = daemon.app.execute(parsed, Automatic::Task, client()).await??;
        let values = values.map_err(|missing| Refused::Told(missing.to_string()))?;
        variable_values.extend(values.into_iter().map(|one| VariableValue {
            name: one.name,
            value: one.value,
            sensitive: one.sensitive,
        }));
    }
    Ok(UpdateJobResponse { canceled, variable_values })
}

fn line(from: Log, now: DateTime<Utc>) -> Result<LogLine, Refused> {
    let level = match wire::LogLevel::try_from(from.level) {
        Ok(wire::LogLevel::Trace) => LogLevel::Trace,
        Ok(wire::LogLevel::Debug) => LogLevel::Debug,
        Ok(wire::LogLevel::Info) => LogLevel::Info,
        Ok(wire::LogLevel::Warn) => LogLevel::Warn,
        Ok(wire::LogLevel::Error) => LogLevel::Error,
        Err(_) => return Err(Refused::Told(format!("convert log level: unknown level {}", from.level))),
    };
    let source = match wire::LogSource::try_from(from.source) {
        Ok(wire::LogSource::ProvisionerDaemon) => LogSource::ProvisionerDaemon,
        Ok(wire::LogSource::Provisioner) => LogSource::Provisioner,
        Err(_) => return Err(Refused::Told(format!("convert log source: unknown source {}", from.source))),
    };
    let created_at = DateTime::from_timestamp_millis(from.created_at);
    let created_at = created_at.filter(|at| YEARS.contains(&at.year())).unwrap_or(now);
    let clean = |text: String| text.replace('\0', "\u{fffd}");
    Ok(LogLine { created_at, source, level, stage: clean(from.stage), output: clean(from.output) })
}
