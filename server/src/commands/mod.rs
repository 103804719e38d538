//! What the program does: one file a command.

mod admin;
mod backup;
mod password;
mod restore;
mod serve;
mod signals;
mod strays;
mod words;

pub use admin::admin;
pub use backup::backup;
pub use restore::restore;
pub use serve::serve;
pub use strays::warn_of_strays;

/// Why a command didn't do its work, in plain words.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The server didn't start.
    #[error(transparent)]
    Start(#[from] crate::StartError),
    /// The database refused.
    #[error("{0}")]
    Store(#[from] burgrave_store::StoreError),
    /// The command is for the embedded database.
    #[error("this is for the embedded database; for PostgreSQL, use its own {0}")]
    NotHere(&'static str),
    /// An admin command changed nothing.
    #[error("{0}")]
    Admin(String),
    /// There is no password to set.
    #[error("{0}")]
    Password(&'static str),
    /// The system refused something that every server needs.
    #[error("the system refuses to {0}: {1}")]
    System(&'static str, std::io::Error),
    /// A second signal came while requests were still under way.
    #[error("stopped at once, as the second signal asked; requests under way were cut off")]
    Cut,
}
