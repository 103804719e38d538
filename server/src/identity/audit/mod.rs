//! Reading the audit log, passing it on, and forgetting what is old. Entries are written in
//! `application::audit`, with the change.
//!
//! - `list`: a page for a caller. `query`: from its `q` to a filter. `view`: entries with the names of their
//!   objects.
//! - `words`: the kinds and actions that operations record.
//! - `chain`: hashes by which changes are seen. `stream`: entries for others, in the order of the chain.

pub(crate) mod chain;
mod delete_old;
pub(crate) mod list;
mod query;
pub(crate) mod stream;
mod view;
pub(crate) mod words;

pub(crate) use chain::seal;
pub(crate) use delete_old::delete_old;
pub(crate) use view::EntryView;
