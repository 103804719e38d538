//! Workspace proxies: their tokens, where they are reached, how healthy they are, and the keys
//! that they share with the server.

mod crypto_key;
mod health;
mod place;
mod token;

pub use crypto_key::{CryptoFeature, NextKey, next_key};
pub use health::ProxyHealth;
pub use place::{kept_url, unfit_url, unfit_wildcard};
pub use token::ProxyToken;

/// The name of the primary proxy, which is the server itself; no other has it in any letter case.
pub const PRIMARY: &str = "primary";

/// How many programs a proxy may have at a time.
pub const MOST_PROGRAMS: usize = 256;

/// The number of a proxy's region is this one and the number of the proxy; those of replicas are smaller.
pub const REGIONS: i64 = 10_000;

/// How many proxies there may be beside the primary one.
pub const MOST: usize = 999;
