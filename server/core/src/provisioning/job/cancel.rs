//! Whether a job may be canceled, and what follows.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::provisioning::words::as_str;

use super::JobStatus;

as_str!(Expected);

/// The status in which a job has to be for a request to cancel it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Expected {
    /// Only while no daemon has taken it.
    Pending,
    /// Only while a daemon carries it out.
    Running,
}

/// What canceling a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Canceled {
    /// It ends at once: nobody has begun with it.
    AtOnce,
    /// Its daemon is asked to end it.
    WhenItsDaemonEnds,
}

/// Why a job isn't canceled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CancelRefusal {
    /// The template keeps its users from canceling what runs.
    #[error(
        "The template doesn't let its users cancel builds. A build that waits can be withdrawn \
         with expect_status=pending."
    )]
    Forbidden,
    /// The job isn't in the expected status.
    #[error("The job is {}, not {}; nothing was canceled.", actual.as_str(), expected.as_str())]
    Unexpected {
        /// What the request expects.
        expected: Expected,
        /// What the job is.
        actual: JobStatus,
    },
    /// Somebody has canceled it already.
    #[error("The job is being canceled already.")]
    Already,
    /// It has ended.
    #[error("The job has already ended ({}).", .0.as_str())]
    Ended(JobStatus),
}

/// Decides about a request to cancel. `unrestricted` says whether the caller may cancel what runs: because
/// the template lets its users, because they govern the site, or because the job is no build. Who may change
/// a workspace may always withdraw a build that waits, by expecting that it does.
///
/// # Errors
/// The first reason that stands against it, rights first.
pub fn cancel(
    status: JobStatus,
    expected: Option<Expected>,
    unrestricted: bool,
) -> Result<Canceled, CancelRefusal> {
    if !unrestricted && expected != Some(Expected::Pending) {
        return Err(CancelRefusal::Forbidden);
    }
    let as_expected = match expected {
        None => true,
        Some(Expected::Pending) => status == JobStatus::Pending,
        Some(Expected::Running) => status == JobStatus::Running,
    };
    match (status, expected) {
        (_, Some(expected)) if !as_expected => Err(CancelRefusal::Unexpected { expected, actual: status }),
        (JobStatus::Pending, _) => Ok(Canceled::AtOnce),
        (JobStatus::Running, _) => Ok(Canceled::WhenItsDaemonEnds),
        (JobStatus::Canceling, _) => Err(CancelRefusal::Already),
        (JobStatus::Succeeded | JobStatus::Canceled | JobStatus::Failed, _) => {
            Err(CancelRefusal::Ended(status))
        }
    }
}

/// The error to keep when a daemon reports that a job failed. None where the job was canceled: that it broke
/// off is what was asked for, and what the provisioner said of it stands in the log.
#[must_use]
pub fn error_after_cancel(canceled: bool, reported: &str) -> Option<&str> {
    (!canceled).then_some(if reported.is_empty() {
        "The daemon reported a failure without a reason."
    } else {
        reported
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_canceling_holds() {
        use Expected::{Pending as P, Running as R};
        use JobStatus::{Canceled as C, Canceling, Failed, Pending, Running, Succeeded};
        let forbidden = Err(CancelRefusal::Forbidden);
        let unexpected = |expected, actual| Err(CancelRefusal::Unexpected { expected, actual });
        for (status, expected, unrestricted, result) in [
            (Pending, None, true, Ok(Canceled::AtOnce)),
            (Pending, Some(P), true, Ok(Canceled::AtOnce)),
            (Running, None, true, Ok(Canceled::WhenItsDaemonEnds)),
            (Running, Some(R), true, Ok(Canceled::WhenItsDaemonEnds)),
            (Running, Some(P), true, unexpected(P, Running)),
            (Pending, Some(R), true, unexpected(R, Pending)),
            (Canceling, None, true, Err(CancelRefusal::Already)),
            (C, None, true, Err(CancelRefusal::Ended(C))),
            (Succeeded, None, true, Err(CancelRefusal::Ended(Succeeded))),
            (Failed, Some(R), true, unexpected(R, Failed)),
            (Running, None, false, forbidden),
            (Running, Some(R), false, forbidden),
            (Succeeded, None, false, forbidden),
            (Running, Some(P), false, unexpected(P, Running)),
            (Pending, Some(P), false, Ok(Canceled::AtOnce)),
            (Pending, None, false, forbidden),
        ] {
            assert_eq!(
                cancel(status, expected, unrestricted),
                result,
                "{status:?} {expected:?} {unrestricted}"
            );
        }
    }

    #[test]
    fn what_was_canceled_does_not_end_as_failed() {
        assert_eq!(error_after_cancel(true, "exit status 1"), None);
        assert_eq!(error_after_cancel(false, "exit status 1"), Some("exit status 1"));
        assert!(error_after_cancel(false, "").is_some_and(|error| !error.is_empty()));
    }
}
