//! From a configuration to a running server.

pub(crate) mod confinement;
mod error;
mod foundation;
mod listener;
mod parts;
mod provider;
mod replica;
mod running;
mod sealing;
mod sealing_agreed;
mod settings;
mod setup;
mod start;
mod tasks;
mod warnings;

pub use error::StartError;
pub(crate) use foundation::DEPLOYMENT_ID;
pub use parts::Parts;
pub use running::Running;
pub(crate) use sealing::{key_file, present};
pub(crate) use sealing_agreed::FINGERPRINT;
pub(crate) use settings::{of_outgoing, of_store};
pub use start::start;
pub(crate) use warnings::of as warnings;
