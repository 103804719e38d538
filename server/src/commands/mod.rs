//! What the program does: one file a command.

mod admin;
mod backup;
mod copy;
mod doctor;
mod license;
mod migrate;
mod password;
mod provisioner;
mod proxy;
mod restore;
mod runtime;
mod serve;
mod signals;
mod strays;
mod words;

pub use admin::admin;
pub use backup::backup;
pub use copy::copy;
pub use doctor::doctor;
pub use license::license;
pub use migrate::migrate;
pub use provisioner::provisioner;
pub use proxy::proxy;
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
    /// A daemon can't begin, or can't go on.
    #[error("{0}")]
    Remote(String),
    /// The program of a proxy doesn't start.
    #[error("{0}")]
    Proxy(String),
    /// A database can't be copied, or its schema not be changed.
    #[error("{0}")]
    Database(String),
    /// Something was found to be wrong.
    #[error("{}", unwell(.0))]
    Unwell(usize),
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

fn unwell(faults: &usize) -> String {
    if *faults == 1 { "one fault was found".to_owned() } else { format!("{faults} faults were found") }
}
