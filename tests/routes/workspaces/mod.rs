//! `/workspaces…`, `/users/{user}/workspace…`, `/workspacebuilds…`: what is read of workspaces and builds.

mod get;
pub mod scene;
