//! What a build shows of its job.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::provisioning::words::as_str;

use super::Transition;
use crate::provisioning::job::JobStatus;

as_str!(BuildStatus);

/// Where a workspace is, by its latest build. Its words are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum BuildStatus {
    Pending,
    Starting,
    Running,
    Stopping,
    Stopped,
    Failed,
    Canceling,
    Canceled,
    Deleting,
    Deleted,
}

impl BuildStatus {
    /// The status of a build.
    #[must_use]
    pub const fn of(job: JobStatus, transition: Transition) -> Self {
        match (job, transition) {
            (JobStatus::Pending, _) => Self::Pending,
            (JobStatus::Running, Transition::Start) => Self::Starting,
            (JobStatus::Running, Transition::Stop) => Self::Stopping,
            (JobStatus::Running, Transition::Delete) => Self::Deleting,
            (JobStatus::Succeeded, Transition::Start) => Self::Running,
            (JobStatus::Succeeded, Transition::Stop) => Self::Stopped,
            (JobStatus::Succeeded, Transition::Delete) => Self::Deleted,
            (JobStatus::Canceling, _) => Self::Canceling,
            (JobStatus::Canceled, _) => Self::Canceled,
            (JobStatus::Failed, _) => Self::Failed,
        }
    }

    /// Whether a further build has to wait for this one.
    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Pending | Self::Starting | Self::Stopping | Self::Deleting | Self::Canceling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_active_until_its_job_has_ended() {
        for job in JobStatus::VARIANTS {
            for transition in Transition::VARIANTS {
                assert_eq!(BuildStatus::of(*job, *transition).is_active(), !job.has_ended());
            }
        }
        assert_eq!(BuildStatus::of(JobStatus::Succeeded, Transition::Delete), BuildStatus::Deleted);
        assert_eq!(BuildStatus::of(JobStatus::Running, Transition::Start).as_str(), "starting");
    }
}
