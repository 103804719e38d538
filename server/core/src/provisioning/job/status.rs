//! The status of a job, computed from what is stored of it.

use chrono::{DateTime, Utc};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::provisioning::words::as_str;

as_str!(JobStatus);

/// Where a job is. Its words are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum JobStatus {
    /// No daemon has taken it.
    Pending,
    /// A daemon carries it out.
    Running,
    /// It ended as it should.
    Succeeded,
    /// Somebody canceled it, and its daemon hasn't ended it yet.
    Canceling,
    /// Somebody canceled it.
    Canceled,
    /// It ended with an error.
    Failed,
}

/// What is stored of a job's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobState<'a> {
    /// When a daemon took it.
    pub started_at: Option<DateTime<Utc>>,
    /// When somebody canceled it.
    pub canceled_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub completed_at: Option<DateTime<Utc>>,
    /// The error with which it ended; an empty one is none.
    pub error: Option<&'a str>,
}

impl JobStatus {
    /// The status of a job.
    #[must_use]
    pub fn of(job: JobState<'_>) -> Self {
        if job.error.is_some_and(|error| !error.is_empty()) {
            return Self::Failed;
        }
        match (job.completed_at, job.canceled_at, job.started_at) {
            (Some(_), Some(_), _) => Self::Canceled,
            (Some(_), None, _) => Self::Succeeded,
            (None, Some(_), _) => Self::Canceling,
            (None, None, None) => Self::Pending,
            (None, None, Some(_)) => Self::Running,
        }
    }

    /// Whether nothing more happens to the job.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Succeeded | Self::Canceled | Self::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_follows_from_four_columns() {
        let at = Some(DateTime::UNIX_EPOCH);
        let status = |started_at, canceled_at, completed_at, error| {
            JobStatus::of(JobState { started_at, canceled_at, completed_at, error })
        };
        assert_eq!(status(None, None, None, None), JobStatus::Pending);
        assert_eq!(status(at, None, None, None), JobStatus::Running);
        assert_eq!(status(at, None, None, Some("")), JobStatus::Running);
        assert_eq!(status(at, at, None, None), JobStatus::Canceling);
        assert_eq!(status(None, at, at, None), JobStatus::Canceled);
        assert_eq!(status(at, None, at, None), JobStatus::Succeeded);
        assert_eq!(status(at, None, at, Some("exit status 1")), JobStatus::Failed);
        assert_eq!(status(at, at, at, Some("hung")), JobStatus::Failed);
        assert_eq!(status(at, at, None, Some("hung")), JobStatus::Failed);
    }
}
