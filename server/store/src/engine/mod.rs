//! How each database does what [`crate::Store`] promises.

mod link;
pub(crate) mod postgres;
pub(crate) mod sqlite;

pub(crate) use link::Link;
