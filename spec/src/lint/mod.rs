//! The house's rules for a specification, each with a name.

mod table;

pub use table::{Rule, lint, rules};
