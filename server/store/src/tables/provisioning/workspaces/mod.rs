//! Workspaces.
//!
//! - `records`: a workspace, with what it shows of others. `change`: what is changed in it.
//! - `lists`, `streams`, `source`, `search`, `agents`: lists of workspaces. `counts`: how many there are.
//! - `of_template`: what a change of a template does to all its workspaces.
//! - `drift`: what has changed of workspaces without a build.
//! - `due`: workspaces for which it is time to start, to stop, to become dormant or to be deleted.

mod agents;
mod change;
mod counts;
mod drift;
mod due;
mod lists;
mod of_template;
mod records;
mod search;
mod source;
mod streams;

pub use agents::{AgentsFilter, HealthFilter};
pub use change::NewWorkspace;
pub use drift::DriftRecord;
pub use lists::{WorkspacePage, WorkspaceWithBuild};
pub use records::{Workspace, WorkspaceRecord};
pub use search::WorkspaceFilter;
