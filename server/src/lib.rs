//! The Burgrave server.
//!
//! - [`cli`] and [`config`]: what the operator asked for. [`logging`]: what is written about it.
//! - [`start`]: from a configuration to a running server; the program and the tests use the same function.
//! - `service`: all of it behind HTTP. `guard`: what the generated shims ask before a handler runs.
//!   `handlers`: one file a tag of the specification.
//! - `application`: what the actions share: the caller, the command and its audit entry.
//! - `identity`: users, sessions, keys, organizations, members, groups, roles, and the audit log.
//! - `federation`: OAuth2 for apps, SCIM, logins through an identity provider, and what its claims decide.
//! - `governance`: what the deployment as a whole may do.
//! - `health`: how the parts of the deployment are.
//! - `proxies`: places beside the server from which workspaces can be reached.
//! - `edge`: the program of such a place, which runs without a database.
//! - `limits`: rate limits of calls, logins and wrong credentials.
//! - `outgoing`: requests to addresses that users name. `pages`: what people see in a browser.
//! - `admin`: what an operator does on the database itself. `doctor`: what an operator has looked at.
//! - `background`: periodic tasks. `replicas`: other servers on the same database.
//! - `metrics`: what is counted, for Prometheus.
//! - [`tls`]: the certificate of the listener.
//! - `fault`: what can go wrong in them, and how it is answered.

mod admin;
mod application;
mod background;
pub mod cli;
pub mod commands;
pub mod config;
mod doctor;
mod edge;
mod fault;
mod federation;
mod governance;
mod guard;
mod handlers;
mod health;
mod identity;
mod limits;
pub mod logging;
mod metrics;
mod outgoing;
mod pages;
mod provisioning;
mod proxies;
mod replicas;
mod run;
mod service;
mod specification;
pub mod tls;

pub use background::{Pace, TaskReading};
pub use config::VERSION;
pub use run::{Parts, Running, StartError, start};
