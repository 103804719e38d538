//! What has changed of workspaces without a build: somebody has removed a machine, or changed it by hand.
//!
//! - `check`: a check with its job. `baseline`: what may change. `get`: what was found. `task`: checks by
//!   schedule.

mod baseline;
mod check;
mod get;
mod task;

pub(crate) use baseline::SetBaseline;
pub(crate) use check::check;
pub(crate) use get::{DriftView, FoundDrift, get};
pub(super) use get::{ignored, read};
pub(crate) use task::check_by_schedule;
