//! Templates, workspaces and the jobs between them.

mod daemons;
mod files;
mod jobs;
mod logs;
mod makers;
mod places;
mod workers;
