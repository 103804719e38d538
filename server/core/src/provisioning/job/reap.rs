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

    /// What the log says at the end, all at level error, in the stage of the line before.
    #[must_use]
    pub fn log_lines(self) -> [String; 5] {
        let rule = "=".repeat(72);
        [String::new(), rule.clone(), self.error(), rule, String::new()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
