//! Templates, workspaces and the jobs between them: the rules.
//!
//! - [`archive`]: what is uploaded.
//! - [`tags`]: which daemon may take which job.
//! - [`job`]: what a job is, its status, its log, when it may be canceled and when it is given up.
//! - [`daemon`]: provisioner daemons. [`explain`]: why a job waits.
//! - [`queue`]: in which order jobs are taken.
//! - [`build`]: builds of workspaces. [`parameters`]: what they are told. [`quota`]: what they may cost.
//!   [`quota_preview`]: the same before anything is built.
//! - [`resources`]: what they make.
//! - [`version`]: what an import tells of a template version.
//! - [`search`]: the searches of templates and workspaces.
//! - [`caps`]: how many workspaces somebody may have.
//! - [`drift`]: what has changed of workspaces without a build.
//! - [`schedule`]: what happens at its time.

pub mod archive;
pub mod build;
pub mod caps;
pub mod daemon;
pub mod drift;
pub mod explain;
pub mod job;
pub mod key;
pub mod parameters;
mod plaintext;
pub mod queue;
pub mod quota;
pub mod quota_preview;
pub mod resources;
pub mod schedule;
pub mod search;
pub mod tags;
pub mod version;
mod words;

pub use plaintext::plaintext;
