//! Holds a JSON value against a schema of OpenAPI 3.0, references followed.

mod constraints;
mod formats;
mod schema;

pub(super) use schema::validate;
