//! How each database does what [`crate::Store`] promises.

mod json;
mod link;
pub(crate) mod postgres;
pub(crate) mod sqlite;

pub(crate) use json::{Json, Step};
pub(crate) use link::Link;
pub(crate) use sqlite::CachedAnswer;
