//! The operations of the specification, one file a tag. A handler turns its typed input into a command or the
//! arguments of a query (`requests`), runs it, and turns the result into an answer (`responses`). `cookies`
//! has the cookies of a session; `visits`, `setup` and `account_pages` are what handlers of pages share.

mod account;
mod account_pages;
mod appearance;
mod audit;
mod authorization;
mod cookies;
mod deployment;
mod files;
mod general;
mod groups;
mod health;
mod idpsync;
mod insights;
mod integrations;
mod keys;
mod licenses;
mod members;
mod notifications;
mod oauth2;
mod oauth2_apps;
mod oidc;
mod organizations;
mod pages;
mod provisioner_keys;
mod provisioners;
mod proxy_connections;
mod quiet_hours;
mod quotas;
mod reference;
mod requests;
mod responses;
mod roles;
mod scim;
mod scim_groups;
mod scim_users;
mod setup;
mod template_versions;
mod templates;
mod users;
mod visits;
mod workspace_access;
mod workspace_builds;
mod workspace_caps;
mod workspace_changes;
mod workspace_drift;
mod workspace_proxies;
mod workspaces;

pub(crate) use cookies::OF_THIS_HOST;
