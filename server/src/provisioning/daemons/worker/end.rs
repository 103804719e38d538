//! Why a job ends before its result.

use burgrave_core::provisioning::job::JobErrorCode;
use burgrave_store::{NotCurrent, StoreError};

use crate::fault::Fault;
use crate::provisioning::work::Left;

/// The reason.
#[derive(Debug)]
pub(in crate::provisioning::daemons) enum End {
    /// Somebody canceled it.
    Canceled,
    /// It isn't the daemon's any more.
    Lost(NotCurrent),
    /// The daemon stops, and the job has changed nothing yet.
    Stopped,
    /// It fails.
    Failed {
        /// For people.
        error: String,
        /// For programs.
        code: Option<JobErrorCode>,
        /// What a build has left behind.
        left: Option<Left>,
    },
    /// The server itself fails.
    Trouble(Fault),
}

impl End {
    /// It fails, with nothing to be said to programs.
    pub(in crate::provisioning::daemons) fn failed(error: impl Into<String>) -> Self {
        Self::Failed { error: error.into(), code: None, left: None }
    }
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Trouble(fault)
    }
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        Self::Trouble(error.into())
    }
}

impl From<NotCurrent> for End {
    fn from(reason: NotCurrent) -> Self {
        Self::Lost(reason)
    }
}
