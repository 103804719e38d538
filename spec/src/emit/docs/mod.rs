//! The Markdown reference: a page a tag, one of all schemas, and an index.

mod access;
mod answers;
mod index;
mod inputs;
mod markdown;
mod operation;
mod page;
mod rows;
mod sample;
mod schemas;
mod statuses;
mod tag;
mod types;
mod values;

pub use page::{docs, samples};
