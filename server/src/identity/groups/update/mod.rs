//! Changing a group: `rules` decide whether, `change` does it.

mod change;
mod rules;

pub(crate) use change::UpdateGroup;
