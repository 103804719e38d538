//! From a configuration to a running server.

mod error;
mod foundation;
mod parts;
mod provider;
mod replica;
mod running;
mod sealing;
mod sealing_agreed;
mod setup;
mod start;
mod tasks;
mod warnings;

pub use error::StartError;
pub use parts::Parts;
pub use running::Running;
pub(crate) use sealing::key_file;
pub(crate) use sealing_agreed::FINGERPRINT;
pub use start::start;
