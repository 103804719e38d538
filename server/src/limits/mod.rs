//! Rate limits: calls, logins, wrong credentials and recorded refusals.
//!
//! - `classes`: requests a minute by the rate classes of the specification. `who`: on whose account they are
//!   counted.
//! - `counting`: what all of them count with.
//! - `accounts`: logins to one account. `failures`: wrong credentials from one address.
//! - `records`: refusals that are written to the audit log.

mod accounts;
mod classes;
mod counting;
mod failures;
mod records;
mod subject;

pub(crate) use accounts::Accounts;
pub(crate) use classes::{Class, Limits};
pub(crate) use failures::Kind;
pub(crate) use subject::LimitSubject;
