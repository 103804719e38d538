//! Creating a user: `rules` decide whether, `insert` does it. `new` is what every way of making an account
//! shares.

mod insert;
mod new;
mod rules;

pub(crate) use insert::{CreateUser, create};
pub(crate) use new::diff;
