//! What carries jobs out: from a template's archive to its parameters, resources and state.
//!
//! - [`unpack`]: an archive becomes a folder.
//! - [`echo`]: plays the messages that the archive holds. Terraform will stand beside it, with the same three
//!   steps.
//! - [`Parsed`], [`Planned`], [`Applied`]: what the steps tell.
//!
//! The steps are plain functions that block: they know neither the server nor the daemon that calls them.

pub mod echo;
mod outcome;
mod unpack;
mod wire;

pub use outcome::{Applied, LogLine, LogSink, Parsed, Planned, Step};
pub use unpack::unpack;
