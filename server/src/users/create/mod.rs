//! Creating a user: `rules` decide whether, `insert` does it.

mod insert;
mod rules;

pub(crate) use insert::{Wanted, create};

pub(super) use insert::diff;
