//! The chain over the audit log: each entry has a hash that covers the one before, so that nobody changes,
//! removes or inserts entries unseen.
//!
//! - `link`: an entry as it is hashed. `seal`: entries that were committed are put into the chain.
//! - `lines`: what stands in the chain behind a place. `verify`: whether it is whole.

mod lines;
mod link;
mod seal;
mod verify;

pub(crate) use lines::{ChainLine, lines_behind};
pub(crate) use seal::seal;
pub(super) use verify::{BEGINS_AT, DELETED_BEFORE, beginning};
pub(crate) use verify::{Verdict, verify};

/// What the first entry of all covers.
const BEGINNING: [u8; 32] = [0; 32];
