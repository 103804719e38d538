//! From records and views to the types of the specification: one file a kind of object, as several tags show
//! the same objects.

mod shared;

pub(super) mod daemons;
pub(super) mod deployment;
pub(super) mod dynamic_parameters;
pub(super) mod groups;
pub(super) mod health;
pub(super) mod idpsync;
pub(super) mod inbox;
pub(super) mod insights;
pub(super) mod job_explanation;
pub(super) mod jobs;
pub(super) mod keys;
pub(super) mod members;
pub(super) mod oauth2;
pub(super) mod organizations;
pub(super) mod proxies;
pub(super) mod quotas;
pub(super) mod resources;
pub(super) mod roles;
pub(super) mod routes;
pub(super) mod template_access;
pub(super) mod template_versions;
pub(super) mod templates;
pub(super) mod users;
pub(super) mod workspace_access;
pub(super) mod workspace_builds;
pub(super) mod workspace_drift;
pub(super) mod workspace_events;
pub(super) mod workspaces;

use shared::{filled, never_or, non_empty};
pub(super) use shared::{int32, int64, report};
