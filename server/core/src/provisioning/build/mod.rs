//! Builds: each takes a workspace from one state to another.
//!
//! - `words`: the words of the API. `status`: what a build shows of its job.
//! - `request`: what somebody may ask a build to be. `version`: which version of the template it uses.
//! - `stages`: what the log calls the parts of a job. `state`: what a build leaves to the next one.

mod request;
mod stages;
mod state;
mod status;
mod version;
mod words;

pub use request::{BuildFault, BuildRequest, BuildRights, build_faults};
pub use stages::Stage;
pub use state::{STATE_LENGTH, StateFault, check_state};
pub use status::BuildStatus;
pub use version::{ActiveRequired, VersionChoice, VersionFault, usable, version};
pub use words::{AutomaticUpdates, BuildReason, Transition};
