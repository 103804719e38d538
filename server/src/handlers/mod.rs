//! The operations of the specification, one file a tag: each takes its typed input apart, calls one action, and shows what
//! came of it. `shown` turns records into answers; `cookies` writes those of a session.

mod audit;
mod authorization;
mod cookies;
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
mod roles;
mod scim;
mod scim_groups;
mod scim_users;
mod shown;
mod shown_oauth2;
mod shown_sync;
mod taken;
mod taken_oauth2;
mod taken_sync;
mod users;
