//! The echo provisioner: a template's archive has the messages that a provisioner would send, and they are
//! replayed.
//!
//! The archive's members are called `<number>.parse.protobuf`, `<number>.plan.protobuf` and
//! `<number>.apply.protobuf`, from 0 on, or `<number>.<start|stop|destroy>.plan.protobuf` where the messages
//! depend on the transition. Each is one message of the documented protocol. A step plays them in their order
//! until one completes it. `drift.json` lists what a check for drift finds.
//!
//! - `steps`: the three steps. `member`: a message of the archive. `fault`: why a step fails.
//! - `archive`: writes such archives.

mod archive;
mod fault;
mod member;
mod steps;
#[cfg(test)]
mod tests;

pub use archive::{EchoArchive, EchoStep};
pub use fault::EchoFault;
pub use steps::{apply, drift, parse, plan};
