//! The rules for a specification, each with a name; the table lists them.

mod answers;
mod bounds;
mod derived;
mod descriptions;
mod emitters;
mod errors;
mod examples;
mod extensions;
mod fields;
mod minimum;
mod naming;
mod paths;
mod report;
mod scene;
mod schemas;
mod security;
mod structure;
mod table;
mod validate;

pub(crate) use derived::{Addition, additions};
pub use table::{Rule, rules};
pub(crate) use table::{lint, lint_in_general};
