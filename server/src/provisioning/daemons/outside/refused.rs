//! Why a call fails.

use burgrave_store::{NotCurrent, StoreError};

use crate::fault::Fault;

/// Why a call fails.
pub(super) enum Refused {
    /// For whoever runs the daemon.
    Told(String),
    /// The server itself.
    Trouble(Fault),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Trouble(fault)
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Trouble(error.into())
    }
}

impl From<NotCurrent> for Refused {
    fn from(reason: NotCurrent) -> Self {
        Self::Told(super::super::not_current::text(reason).into())
    }
}
