//! The client: the model is lowered to a document that progenitor takes, progenitor writes builders, and
//! helpers are added for what it can't express.
//!
//! Lowering doesn't change what the server gets: aliases in the document become wire names in the text.

mod alias;
mod answers;
mod body;
mod connection;
mod document;
mod generate;
mod helpers;
mod layout;
mod operation;
mod parameters;
mod rust;
mod schemas;
mod spelled;
mod tokens;
mod types;

pub use generate::client;
