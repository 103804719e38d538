//! What the operator may set, and where each value came from.
//!
//! A setting is one row of [`Setting::all`]: it has a flag, a `BURGRAVE_…` variable and a key of the TOML
//! file, and the first of those that is given wins over its default. [`Config`] is what comes out when every
//! row has been read; faults are collected, so that one start names all of them.

mod fault;
mod file;
mod layers;
mod nearest;
mod oidc;
mod reader;
mod resolved;
mod scim_keys;
mod settings;
mod strays;
mod values;
mod version;

pub use fault::{Fault, Faults, ValueSource};
pub use layers::Layers;
pub use oidc::{MoreClaims, OidcConfig, OidcSync};
pub use resolved::{BrandSettings, Config, EncryptionKeys, Limits, RateLimits, TlsFiles};
pub use scim_keys::ScimKeys;
pub use settings::Setting;
pub use strays::{Stray, strays};
pub use values::{Database, Secret};
pub use version::VERSION;
pub(crate) use version::Versions;
