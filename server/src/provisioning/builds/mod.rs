//! Builds of workspaces: each takes a workspace from one state to another.
//!
//! - `view`, `get`, `list`: builds as they are shown. `resources`: what one has made. `told`: the values that
//!   it was told. `left`: the state that it leaves. `logs`, `timings`: what its job wrote, and how long its
//!   parts took.
//! - `parameters`, `plan`, `begin`: how a build comes about, whoever wants it. `create`: when somebody asks
//!   for it. `follow`: when it follows another.
//! - `cancel`, `state`: what is changed later.

mod begin;
mod cancel;
mod create;
mod follow;
mod get;
mod left;
mod list;
mod logs;
mod parameters;
mod plan;
mod resources;
mod state;
mod timings;
mod told;
mod view;

pub(crate) use begin::{Beginning, begin, begin_automatic, days, next_start_of, none_active};
pub(crate) use cancel::CancelBuild;
pub(crate) use create::{CreateBuild, create};
pub(crate) use follow::{FollowUp, follow, follow_up};
pub(crate) use get::{by_number, get};
pub(crate) use left::state;
pub(crate) use list::list;
pub(crate) use logs::{logs, to_follow};
pub(crate) use parameters::{Flow, GivenParameters, ResolvedParameters, resolved, rules, rules_for};
pub(crate) use plan::{PlanRequest, plan};
pub(crate) use resources::resources;
pub(crate) use state::ReplaceState;
pub(crate) use timings::{Timings, latest_timings, timings};
pub(crate) use told::parameters;
pub(crate) use view::{BuildView, explained, viewed};
