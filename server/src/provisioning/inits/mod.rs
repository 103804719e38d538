//! What jobs have found when they initialized: which providers, and the modules that were fetched. The next
//! job of the same template version neither resolves nor fetches again.
//!
//! - `place`: by whom, and where, it was found. `recall`: what is kept. `keep`: what is new. `delete_old`:
//!   what nobody uses goes.

mod delete_old;
mod keep;
mod place;
mod recall;

pub(crate) use delete_old::delete_old;
pub(crate) use keep::keep;
pub(crate) use recall::{Recalled, recall};
