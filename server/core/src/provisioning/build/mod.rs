//! Builds: each takes a workspace from one state to another.
//!
//! - `words`: the words of the API. `status`: what a build shows of its job.
//! - `stages`: what the log calls the parts of a job.

mod stages;
mod status;
mod words;

pub use stages::Stage;
pub use status::BuildStatus;
pub use words::{AutomaticUpdates, BuildReason, Transition};
