//! Builds of workspaces: each takes a workspace from one state to another.
//!
//! - `view`, `get`: a build as it is shown.

mod get;
mod view;

pub(crate) use get::{by_number, get};
pub(crate) use view::{BuildView, viewed};
