//! Jobs that nobody carries out any more, or ever: they are ended with an error.

use chrono::{DateTime, TimeDelta, Utc};

use super::JobState;

/// How long a job may run without a word of its daemon.
pub const HUNG_AFTER: TimeDelta = TimeDelta::minutes(5);
/// How long a job may wait for a daemon.
pub const NEVER_STARTED_AFTER: TimeDelta = TimeDelta::minutes(30);
/// How often the server looks for such jobs.
pub const REAP_INTERVAL: TimeDelta = TimeDelta::minutes(1);
/// Jobs that one look ends at most.
pub const MOST_REAPED_AT_ONCE: usize = 10;

/// Why a job is ended by the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaped {
    /// Its daemon hasn't reported for [`HUNG_AFTER`].
    Hung,
    /// No daemon has taken it for [`NEVER_STARTED_AFTER`].
    NeverStarted,
}

/// Whether a job has to be ended, and why. `updated_at` is the time of its daemon's last word, or of its
/// creation.
#[must_use]
pub fn reaped(job: JobState<'_>, updated_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Reaped> {
    if job.completed_at.is_some() {
        return None;
    }
    let (limit, reason) = match job.started_at {
        Some(_) => (HUNG_AFTER, Reaped::Hung),
        None => (NEVER_STARTED_AFTER, Reaped::NeverStarted),
    };
    (now - updated_at >= limit).then_some(reason)
}

impl Reaped {
    /// The job's error.
    #[must_use]
    pub fn error(self) -> String {
        match self {
            Self::Hung => format!(
                "The build hung: its daemon hasn't reported for {} minutes, so the server has ended the job. \
                 Check the daemon and try again.",
                HUNG_AFTER.num_minutes()
            ),
            Self::NeverStarted => format!(
                "No provisioner daemon has taken the job within {} minutes, so the server has ended it. \
                 Start a daemon whose tags fit and try again.",
                NEVER_STARTED_AFTER.num_minutes()
            ),
        }
    }

    /// The same with what else is known, such as what has kept daemons from the job.
    #[must_use]
    pub fn error_with(self, known: &str) -> String {
        if known.is_empty() { self.error() } else { format!("{}\n{known}", self.error()) }
    }

    /// What the log says of the error at its end, all at level error, in the stage of the line before.
    #[must_use]
    pub fn log_lines(error: &str) -> Vec<String> {
        let rule = "=".repeat(72);
        let told = error.lines().map(str::to_owned);
        [String::new(), rule.clone()].into_iter().chain(told).chain([rule, String::new()]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_else_is_known_is_told_behind_the_error() {
        assert_eq!(Reaped::Hung.error_with(""), Reaped::Hung.error());
        let error = Reaped::NeverStarted.error_with("a: it is offline");
        assert!(error.ends_with("\na: it is offline"), "{error}");
        assert_eq!(Reaped::log_lines(&error).len(), 6);
    }

    #[test]
    fn jobs_are_given_up_after_their_time() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let pending = JobState::default();
        let running = JobState { started_at: Some(now), ..pending };
        let canceling = JobState { canceled_at: Some(now), ..running };
        let ended = JobState { completed_at: Some(now), ..running };
        let told = |job, age: TimeDelta| reaped(job, now - age, now);
        let moment = TimeDelta::microseconds(1);
        assert_eq!(told(pending, NEVER_STARTED_AFTER - moment), None);
        assert_eq!(told(pending, NEVER_STARTED_AFTER), Some(Reaped::NeverStarted));
        assert_eq!(told(running, HUNG_AFTER - moment), None);
        assert_eq!(told(running, HUNG_AFTER), Some(Reaped::Hung));
        assert_eq!(told(canceling, HUNG_AFTER), Some(Reaped::Hung));
        assert_eq!(told(ended, TimeDelta::days(2)), None);
    }
}
