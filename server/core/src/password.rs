//! Passwords: how strong they must be, and how their hashes are made.

mod hash;
mod strength;

pub use hash::{HashFault, HashParameters, Hasher};
pub use strength::{MAX_LENGTH, MIN_BITS, weakness};
