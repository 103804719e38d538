//! How each database does what [`crate::Store`] promises.

mod json;
mod link;
pub(crate) mod postgres;
mod session;
pub(crate) mod sqlite;

pub(crate) use json::{Json, Step};
pub(crate) use link::Link;
pub(crate) use session::{Access, Session};
pub(crate) use sqlite::CachedAnswer;
