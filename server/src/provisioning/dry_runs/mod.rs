//! Dry runs: what a start of a workspace from a template version would make, without making it.
//!
//! - `create`: a dry run with its job. `cancel`: its end before the time.
//! - `find`: who sees one. `get`, `logs`, `resources`: what is seen of it.

mod cancel;
mod create;
mod find;
mod get;
mod logs;
mod resources;

pub(crate) use cancel::CancelDryRun;
pub(crate) use create::{NewDryRun, create};
pub(crate) use find::DryRun;
pub(crate) use get::{get, matched};
pub(crate) use logs::{logs, to_follow};
pub(crate) use resources::resources;
