//! What can go wrong in storage, in words that name no secret.

use std::time::Duration;

/// How long a client is asked to wait when the database is away.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Why a store refused or failed. Texts never hold values of rows, passwords or connection strings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database can't be reached, or left in the middle. A write that ends so may or may not have been
    /// done.
    #[error("the database is away: {cause}")]
    Unavailable {
        /// When it makes sense to ask again.
        retry_after: Duration,
        /// What the engine said.
        cause: String,
    },
    /// No space is left for the database; nothing was written.
    #[error("the database has no space left")]
    Full,
    /// The database can be read but not written (a read-only folder, a standby).
    #[error("the database is read-only")]
    ReadOnly,
    /// The schema has gone on without what this program uses: a newer one has to serve it.
    #[error("this program is too old for the database's schema")]
    TooOld,
    /// Too much at once: the queue was full, a lock was held, or retries ran out. Nothing was written.
    #[error("the database is busy")]
    Busy,
    /// A rule of the schema (a reference, a check) was broken. Uniqueness is reported by [`crate::Inserted`]
    /// instead.
    #[error("the change contradicts what is stored: {constraint}")]
    Conflict {
        /// The engine's name of the rule.
        constraint: String,
    },
    /// What was read can't have been written by this program.
    #[error("the database holds something that doesn't fit: {0}")]
    Corrupt(String),
    /// The store won't work with what it was given (folder in use, newer schema, unfit proxy); the text says
    /// what to do.
    #[error("{0}")]
    Refused(String),
    /// A mistake in this program, such as waiting for something foreign inside a transaction.
    #[error("storage failed: {0}")]
    Internal(String),
}

impl StoreError {
    /// The database is away, with the usual time to wait.
    pub(crate) fn away(cause: impl Into<String>) -> Self {
        Self::Unavailable { retry_after: RETRY_AFTER, cause: cause.into() }
    }

    /// When to ask again, for the errors that pass by themselves.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Unavailable { retry_after, .. } => Some(*retry_after),
            Self::Full | Self::ReadOnly | Self::TooOld => Some(Duration::from_secs(30)),
            Self::Busy => Some(Duration::from_secs(1)),
            Self::Conflict { .. } | Self::Corrupt(_) | Self::Refused(_) | Self::Internal(_) => None,
        }
    }
}
