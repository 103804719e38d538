//! Jobs: imports of template versions, builds of workspaces, dry runs.
//!
//! - `words`: the words of the API.
//! - `status`: the status, computed from what is stored.
//! - `cancel`: whether a job may be canceled, and what follows.
//! - `reap`: jobs that nobody carries out any more, or ever.
//! - `input`: what only its daemon is told.
//! - `log`, `log_text`: what a job writes, within its bounds, and as text.

mod cancel;
mod input;
mod log;
mod log_text;
mod reap;
mod status;
mod words;

pub use cancel::{CancelRefusal, Canceled, Expected, cancel, error_after_cancel};
pub use input::JobInput;
pub use log::{
    Admission, LOG_CAPACITY, LogBudget, MOST_LINE, MOST_STAGE, OVERFLOW_NOTICE, fitting_line, fitting_stage,
};
pub use log_text::log_text;
pub use reap::{HUNG_AFTER, MOST_REAPED_AT_ONCE, NEVER_STARTED_AFTER, REAP_INTERVAL, Reaped, reaped};
pub use status::{JobState, JobStatus};
pub use words::{JobErrorCode, JobType, LogLevel, LogSource, Provisioner, TimingStage};
