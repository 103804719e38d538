//! Roles that an organization makes for itself: `rules` decide whether, `save` and `delete` do it.

pub(crate) mod delete;
mod rules;
pub(crate) mod save;

pub(crate) use rules::{Asked, Wanted};
