//! Reading the audit log, and forgetting what is old. Entries are written in `application::audit`, with the
//! change.
//!
//! - `list`: a page for a caller. `query`: from its `q` to a filter. `view`: entries with the names of their
//!   objects.
//! - `words`: the kinds and actions that operations record.

mod delete_old;
pub(crate) mod list;
mod query;
mod view;
pub(crate) mod words;

pub(crate) use delete_old::delete_old;
pub(crate) use view::EntryView;
