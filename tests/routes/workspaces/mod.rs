//! `/workspaces…`, `/users/{user}/workspace…`, `/workspacebuilds…`: what is read of workspaces and builds.

mod builds;
mod get;
mod list;
pub mod scene;
mod watch;
