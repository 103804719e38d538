//! Why a run failed.

use burgrave_store::StoreError;

use crate::fault::Fault;

/// The reason, as it stands in the log: no secret, no value of a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Failed(pub(crate) String);

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Store(error) => error.into(),
            Fault::Internal(cause) => Self(cause),
            _ => Self("the change was refused".into()),
        }
    }
}
