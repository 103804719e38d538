//! Builds of workspaces: each takes a workspace from one state to another.
//!
//! - `view`, `get`: a build as it is shown.
//! - `parameters`, `plan`, `begin`: how a build comes about, whoever wants it. `create`: when somebody asks for it.
//!   `follow`: when it follows another.
//! - `cancel`, `state`: what is changed later.

mod begin;
mod cancel;
mod create;
mod follow;
mod get;
mod parameters;
mod plan;
mod state;
mod view;

pub(crate) use begin::{Beginning, begin, begin_automatic, days, next_start_of, none_active};
pub(crate) use cancel::CancelBuild;
pub(crate) use create::CreateBuild;
pub(crate) use follow::{FollowUp, follow, follow_up};
pub(crate) use get::{by_number, get};
pub(crate) use parameters::GivenParameters;
pub(crate) use plan::{PlanRequest, plan};
pub(crate) use state::ReplaceState;
pub(crate) use view::{BuildView, viewed};
