//! Changing a group: `rules` decide whether, `change` does it.

mod change;
mod rules;

pub use change::{Wanted, update};
