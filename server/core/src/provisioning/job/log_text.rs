//! A line of a job's log as text, for people.

use chrono::{DateTime, SecondsFormat, Utc};

use super::{LogLevel, LogSource};

/// `<time> [level] [source|stage] output`, with a line break at the end.
#[must_use]
pub fn log_text(
    created_at: DateTime<Utc>,
    source: LogSource,
    level: LogLevel,
    stage: &str,
    output: &str,
) -> String {
    let time = created_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    format!("{time} [{}] [{}|{stage}] {output}\n", level.as_str(), source.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_when_who_where_and_what() {
        let line = log_text(
            DateTime::UNIX_EPOCH + chrono::TimeDelta::milliseconds(1_999),
            LogSource::ProvisionerDaemon,
            LogLevel::Info,
            "Setting up",
            "ready",
        );
        assert_eq!(line, "1970-01-01T00:00:01Z [info] [provisioner_daemon|Setting up] ready\n");
    }
}
