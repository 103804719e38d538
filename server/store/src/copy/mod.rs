//! A database as a copy in another one: from SQLite to PostgreSQL, and back.
//!
//! The source is read as one snapshot. Each table goes over in the order of its key, a bounded number of rows in
//! a transaction, without the references between tables; those are put back at the end, where the engine
//! checks them. Until then the target bears a mark by which every server refuses it. Nothing else is noted: a
//! copy that was interrupted compares what is there with the source, table for table, and goes on behind it.
//! Whatever has changed in the source meanwhile is copied anew.
//!
//! - `datum`: a value, the same for both engines. `plan`: the tables, from their declarations.
//! - `table`: one table. `target`: the other database. `source`: all of it.

mod chain;
mod datum;
mod plan;
mod source;
mod table;
mod target;

pub use source::{CopyReport, CopySource};
