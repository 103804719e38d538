//! What happens to workspaces at its time.
//!
//! - `due`: the task that starts, stops and deletes workspaces. `dormancy`: the one that makes unused ones
//!   dormant.
//! - `attend`: what is due for one workspace, decided and done in one transaction.
//! - `usage`: what is counted about templates now and then. `percentile`: how long builds take.

mod attend;
mod dormancy;
mod due;
mod percentile;
mod usage;

pub(crate) use dormancy::fall_dormant;
pub(crate) use due::keep_times;
pub(crate) use usage::count_usage;

use crate::application::ClientInfo;

/// Where what is due comes from.
fn client() -> ClientInfo {
    ClientInfo::server("schedules of workspaces")
}
