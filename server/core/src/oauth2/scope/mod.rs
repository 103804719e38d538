//! What an app may ask for, and what it gets.
//!
//! - [`IdentityScope`]: claims about the person. [`Scopes`]: those and permissions on the API, as one
//!   set.
//! - `list`: lists of scopes as they are written, and which there are. `rules`: what a request is given.

mod identity;
mod list;
mod rules;
mod scopes;
#[cfg(test)]
mod tests;

pub use identity::IdentityScope;
pub use list::{LONGEST, MOST, catalogue, list_problem, recommended, registered};
pub use rules::{is_allowed, narrow, negotiate, still_allowed};
pub use scopes::Scopes;
