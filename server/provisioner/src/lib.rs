//! What carries jobs out: from a template's archive to its parameters, resources and state.
//!
//! - [`Session`]: a job, with the same steps whatever carries it out. [`JobFolder`]: its folder.
//!   [`JobInput`]: what it is given. [`Cancellation`]: it is to end.
//! - [`Confinement`]: what of the machine its programs can reach.
//! - [`unpack`]: an archive becomes a folder.
//! - [`echo`]: plays the messages that the archive holds. [`terraform`]: runs Terraform or OpenTofu.
//! - [`hcl`]: what a template says before anything is planned. [`objects`]: from a plan or a state to
//!   resources.
//! - [`wire`]: the messages of the protocol as what the server keeps, and back.
//! - [`Parsed`], [`Planned`], [`Applied`], [`Timing`]: what the steps tell.
//!
//! The steps are plain functions that block: they know neither the server nor the daemon that calls them.

mod cancellation;
mod confinement;
pub mod echo;
mod folder;
pub mod hcl;
mod job;
pub mod objects;
mod outcome;
mod process;
mod session;
pub mod terraform;
mod unpack;
pub mod wire;

pub use cancellation::Cancellation;
pub use confinement::{Confinement, Unsupported};
pub use folder::JobFolder;
pub use job::{JobInput, OwnerFacts, OwnerRole, Prebuild, TemplateFacts, WorkspaceFacts};
pub use outcome::{Applied, LogLine, LogSink, Parsed, Planned, Step, Timing};
pub use session::{EchoSession, Session, SessionFault};
pub use unpack::unpack;
