//! How people log in through an OpenID Connect provider.
//!
//! - `resolved`: what was decided. `values`: kinds of values that only they have.

mod resolved;
mod values;

pub use resolved::{MoreClaims, OidcConfig, OidcSync};
pub(in crate::config) use values::keys;
