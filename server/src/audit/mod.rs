//! Reading the audit log. Entries are written in `application::audit`, with the change.
//!
//! - `list`: a page for a caller. `query`: from its `q` to a filter. `view`: entries with the names that they speak of.

pub(crate) mod list;
mod query;
mod view;

pub(crate) use view::EntryView;
