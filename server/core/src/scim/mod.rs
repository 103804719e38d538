//! SCIM 2.0 (RFC 7643 and 7644): identity providers create, change and remove people and groups.
//!
//! - [`schema`]: what users and groups are made of, as data.
//! - [`document`]: from what was sent to what is kept. [`patch`]: operations on it. [`index`]: what is
//!   searched.
//! - [`filter`]: the language of filters. [`sorting`]: the order of lists. [`projection`]: which attributes
//!   an answer holds.
//! - [`person`], [`naming`]: what accounts and groups here take from it.
//! - [`resource`]: a document as answers show it, and versions. [`bulk`]: many operations in one request.

pub mod bulk;
pub mod document;
mod fault;
pub mod filter;
pub mod index;
pub mod naming;
pub mod patch;
pub mod person;
pub mod projection;
pub mod resource;
pub mod schema;
pub mod sorting;
#[cfg(test)]
mod tests;

pub use fault::{ScimFault, ScimType};
