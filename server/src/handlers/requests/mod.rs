//! From the types of the specification to the inputs of commands and queries: one file a tag.

mod shared;

pub(super) mod account;
pub(super) mod dynamic_parameters;
pub(super) mod health;
pub(super) mod idpsync;
pub(super) mod insights;
pub(super) mod job_logs;
pub(super) mod notifications;
pub(super) mod oauth2;
pub(super) mod provisioners;
pub(super) mod quotas;
pub(super) mod template_versions;
pub(super) mod templates;
pub(super) mod users;
pub(super) mod workspaces;

pub(super) use shared::{client, filter, page, people};
