//! The load generator: a process of its own, so that its work isn't counted as the server's.

mod connection;
mod generate;
mod measure;
mod report;
mod request;
mod supply;

pub(crate) use generate::generate;
pub(crate) use measure::{Load, measure};
pub(crate) use report::{Measured, Report};
pub(crate) use request::{GIVEN, Plan, Request};
pub(crate) use supply::Supply;
