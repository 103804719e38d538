//! How people log in through an OpenID Connect provider.
//!
//! - `table`: the settings. `resolved`: what was decided. `values`: kinds of values that only they have.

mod resolved;
mod table;
mod values;

pub use resolved::{MoreClaims, OidcConfig, OidcSync};
pub(super) use table::TABLE;
pub(in crate::config) use values::keys;
