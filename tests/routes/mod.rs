//! Named behaviour: `routes/<resource>/<verb>.rs`.

pub mod stored;

mod audit;
mod authorization;
mod entitlements;
pub mod files;
mod groups;
mod idpsync;
mod keys;
mod members;
mod metrics;
mod oauth2;
mod oidc;
mod organizations;
mod pages;
mod protocol;
mod provisioners;
mod quotas;
mod roles;
mod scim;
mod sessions;
mod snapshots;
pub mod sockets;
mod statements;
pub mod template_versions;
pub mod templates;
mod users;
pub mod workspace_changes;
pub mod workspaces;
