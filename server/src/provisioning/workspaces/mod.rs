//! Workspaces: what people work in.
//!
//! - `view`, `get`: a workspace as it is shown.

mod get;
mod view;

pub(crate) use get::{WorkspaceReference, get};
pub(crate) use view::WorkspaceView;
