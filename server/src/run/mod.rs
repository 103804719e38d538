//! From a configuration to a running server.

mod error;
mod foundation;
mod parts;
mod provider;
mod replica;
mod running;
mod sealing;
mod setup;
mod start;

pub use error::StartError;
pub use parts::Parts;
pub use running::Running;
pub use start::{VERSION, start};
