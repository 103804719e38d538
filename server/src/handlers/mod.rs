//! The operations of the specification, one file a tag: each takes its typed input apart, calls one action,
//! and shows what came of it. `requests` turns input into what actions take, `responses` records into
//! answers; `cookies` writes those of a session.

mod audit;
mod authorization;
mod cookies;
mod files;
mod general;
mod groups;
mod idpsync;
mod keys;
mod members;
mod oauth2;
mod oauth2_apps;
mod oidc;
mod organizations;
mod pages;
mod provisioners;
mod quotas;
mod requests;
mod requests_oauth2;
mod requests_provisioning;
mod requests_quotas;
mod requests_sync;
mod requests_templates;
mod requests_users;
mod requests_versions;
mod requests_workspaces;
mod responses;
mod responses_access;
mod responses_explain;
mod responses_oauth2;
mod responses_provisioning;
mod responses_quotas;
mod responses_resources;
mod responses_sync;
mod responses_templates;
mod responses_versions;
mod responses_watch;
mod responses_workspace_access;
mod responses_workspaces;
mod roles;
mod scim;
mod scim_groups;
mod scim_users;
mod template_versions;
mod templates;
mod users;
mod workspace_access;
mod workspace_builds;
mod workspace_caps;
mod workspace_changes;
mod workspaces;

pub(crate) use cookies::OF_THIS_HOST;
