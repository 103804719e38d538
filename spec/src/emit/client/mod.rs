//! The client: a copy of the specification rewritten until progenitor can take it, progenitor's builders, and typed
//! helpers for what progenitor has no words for.
//!
//! What the server sees is not changed by the rewriting: names that had to give way are put back in the text.

mod alias;
mod answers;
mod body;
mod fields;
mod flatten;
mod generate;
mod helpers;
mod ids;
mod layout;
mod lift;
mod operations;
mod parameters;
mod references;
mod rust;
mod schemas;
mod tokens;

pub use generate::client;
