//! Named behaviour: `routes/<resource>/<verb>.rs`.

pub mod stored;

mod audit;
mod authorization;
mod deployment;
pub mod files;
pub mod governance;
mod groups;
mod idpsync;
mod insights;
mod keys;
mod members;
mod metrics;
mod notifications;
mod oauth2;
mod oidc;
mod organizations;
mod pages;
mod protocol;
pub mod provisioner_keys;
pub mod provisioners;
mod quotas;
mod roles;
mod scim;
mod sessions;
mod snapshots;
pub mod sockets;
mod statements;
pub mod template_versions;
pub mod templates;
mod user_status_counts;
mod users;
pub mod workspace_changes;
pub mod workspace_proxies;
pub mod workspaces;
