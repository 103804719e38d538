//! Creating a user: `rules` decide whether, `insert` does it.

mod insert;
mod rules;

pub(crate) use insert::{Wanted, create};

pub(crate) use insert::diff;
