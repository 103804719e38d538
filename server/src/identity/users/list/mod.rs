//! Listing users: `query` reads the search, `page` answers it.

mod page;
mod query;

pub(crate) use page::list;
