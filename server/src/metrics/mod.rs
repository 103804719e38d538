//! What is counted, in the words of Prometheus.
//!
//! - `registry`: all of it under its names, and how it is written out.
//! - `calls`: requests, counted when they end.
//! - `certificate`, `database`, `load`, `process`, `tasks`: what is read where it is counted, at each scrape.
//! - `access`: who may read it.
//!
//! A label has one of a few words that stand in the source or in the specification: never a path, a name or
//! an address.

mod access;
mod calls;
mod certificate;
mod database;
mod load;
#[cfg(target_os = "linux")]
mod process;
mod registry;
mod sample;
mod tasks;

pub(crate) use access::Access;
pub(crate) use registry::{Metrics, Sources};
