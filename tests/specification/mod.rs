//! The specification as the suite sees it: operations, schemas, the check of each answer, the table of what
//! was reached.

pub mod audits;
pub mod check;
pub mod coverage;
mod document;
mod operation;
mod schema;

pub use document::{document, operations, resolve};
pub use operation::{Body, Operation, Parameter, Place, yields_session};
pub use schema::validator;
