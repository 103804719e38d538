//! Builds of workspaces.
//!
//! - `records`: a build with its job. `lists`: the builds of a workspace.
//! - `begin`, `end`: how a build comes about, and what its end does to the workspace.
//! - `parts`: the state that it leaves, and the values of its parameters.

mod begin;
mod end;
mod lists;
mod parts;
mod records;

pub use begin::{InitialState, NewBuild};
pub use end::BuildEnd;
pub use lists::BuildFilter;
pub use parts::BuildParameter;
pub use records::{Build, BuildRecord};

pub(super) use records::BUILD_SOURCES;
