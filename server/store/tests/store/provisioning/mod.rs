//! Templates, workspaces and the jobs between them.

mod castle;
mod daemons;
mod files;
mod jobs;
mod logs;
mod makers;
mod places;
mod quota;
mod quota_histories;
mod templates;
mod versions;
mod workers;
mod workspace_lists;
mod workspaces;

pub use castle::{build as workspace_build, new_workspace, template};
pub use makers::file;
