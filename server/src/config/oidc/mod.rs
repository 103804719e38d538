//! The settings of logins through an OpenID Connect provider.
//!
//! - `resolved`: their values. `values`: the kinds of values that only they have.

mod resolved;
mod values;

pub use resolved::{MoreClaims, OidcConfig, OidcSync};
pub(in crate::config) use values::keys;
