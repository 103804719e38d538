//! What is counted, in the words of Prometheus.
//!
//! - `registry`: all of it under its names, and how it is written out.
//! - `calls`: requests, counted when they end.
//! - `certificate`, `database`, `load`, `process`, `tasks`: what is read where it is counted, at each scrape.
//! - `access`: who may read it. `provisioner`: what a daemon on another machine counts.
//!
//! - `queues`: what waits for daemons, which is read from the database for each scrape. `entries`: what of the
//!   audit log waits for receivers. `messages`: what is still to be sent to people.
//!
//! A label has one of a few words that stand in the source or in the specification: never a path, a name or
//! an address. Queues alone have the names of organizations and tags, of which a hundred are told at most: by
//! these, daemons are started and stopped.

mod access;
mod calls;
mod certificate;
mod database;
mod entries;
mod load;
mod messages;
#[cfg(target_os = "linux")]
mod process;
mod provisioner;
mod queues;
mod registry;
mod sample;
mod tasks;

pub(crate) use access::Access;
pub(crate) use messages::MessageQueue;
pub(crate) use provisioner::{JobOutcome, ProvisionerMetrics};
pub(crate) use queues::Queue;
pub(crate) use registry::{Metrics, Sources, Waiting};
