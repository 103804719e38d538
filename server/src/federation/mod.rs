//! Other systems: apps that act for people (OAuth2), identity providers that keep accounts and groups (SCIM),
//! logins through a provider (OpenID Connect), and what its claims decide about organizations, groups and
//! roles. [`Federation`] is the application with its connections to them.

mod connections;
pub(crate) mod idpsync;
pub(crate) mod oauth2;
pub(crate) mod oidc;
pub(crate) mod scim;

pub(crate) use connections::Federation;
