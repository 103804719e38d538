//! Jobs: what waits for a daemon, what a daemon carries out, and what became of it.
//!
//! - `lanes`: pending jobs that the same daemons may take. `places`: where a job stands among them.
//! - `records`: a job, and what lists show beside it. `lists`: lists of them. `posts`: who adds one waits for
//!   others.
//! - `acquire`: a daemon takes a job. `current`: the proof that it holds it, and what it may do with that.
//! - `end`: jobs that are canceled, or given up. `explain`: what one waits for. `unplaceable`: those that
//!   nobody can take.
//! - `loads`: how much waits.
//! - `logs`, `timings`: what a job wrote, and how long its parts took. `plans`: what its plan said.

mod acquire;
mod current;
mod end;
mod explain;
mod lanes;
mod lists;
mod loads;
mod logs;
mod places;
mod plans;
mod posts;
mod records;
mod timings;
mod unplaceable;

pub use current::{CurrentJob, NotCurrent};
pub use explain::DaemonWithJob;
pub use lists::JobFilter;
pub(crate) use lists::in_status;
pub use loads::{QueueLoad, QueueLoads};
pub use logs::{AppendedLogs, LogLine, LogPage, LogRecord};
pub use places::JobPlace;
pub use records::{JobMetadata, JobRecord, JobWithMetadata, NewJob};
pub use timings::{JobTiming, NewJobTiming};

/// What a job's row says while no daemon has taken it and it hasn't ended. Indexes hold exactly such rows.
const PENDING: &str = "j.started_at IS NULL AND j.completed_at IS NULL";
