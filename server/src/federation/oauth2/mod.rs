//! The OAuth2 provider.
//!
//! - `apps`: clients and their secrets, as owners keep them. `settings`: what the provider allows.
//! - `client`: who a client is, proven. `authorize`: a person lets an app in. `token`: what it redeems for
//!   tokens.
//! - `device`: the same for devices without a browser. `registration`: clients that register themselves.
//! - `revoke`, `introspect`, `forget`: the end of tokens, questions about them, and an app that is sent away.
//! - `id_token`: claims about people for apps. `documents`: clients whose id is the address of what they
//!   say about themselves.
//! - `bearer`: what an app's token opens. `metadata`: what the provider says about itself.

pub(crate) mod apps;
pub(crate) mod authorize;
pub(crate) mod bearer;
mod client;
mod delete_expired;
pub(crate) mod device;
mod documents;
pub(crate) mod forget;
pub(crate) mod id_token;
pub(crate) mod introspect;
pub(crate) mod metadata;
pub(crate) mod registration;
pub(crate) mod revoke;
pub(crate) mod settings;
pub(crate) mod token;

pub(crate) use client::{ClientCredentials, is_unverified};
pub(crate) use delete_expired::delete_expired;
pub(crate) use documents::Documents;
