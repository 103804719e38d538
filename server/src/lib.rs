//! The Burgrave server.
//!
//! - [`cli`] and [`config`]: what the operator asked for. [`logging`]: what is written about it.
//! - [`start`]: from a configuration to a running server; the program and the tests use the same function.
//! - `guard`: what the generated shims ask before a handler runs. `handlers`: one file a tag of the specification.
//! - `application`, `organizations`, `groups`, `members`, `roles`, `users`, `sessions`, `keys`, `idpsync`, `oidc`, `authorization`: the
//!   actions behind the handlers, one file each.
//! - `admin`: what an operator does on the database itself.
//! - `audit`: reading the audit log.
//! - `scim`: what identity providers do to people and groups.
//! - `oauth2`: apps that act for people. `pages`: what people see in a browser.
//! - `background`: work that nobody waits for. `replicas`: other servers on the same database.
//! - `metrics`: what is counted, for Prometheus.
//! - [`tls`]: the certificate of the listener.
//! - `fault`: what can go wrong in them, and how it is answered.

mod admin;
mod application;
mod audit;
mod authorization;
mod background;
pub mod cli;
pub mod commands;
pub mod config;
mod fault;
mod groups;
mod guard;
mod handlers;
mod idpsync;
mod keys;
pub mod logging;
mod members;
mod metrics;
mod oauth2;
mod oidc;
mod organizations;
mod pages;
mod replicas;
mod roles;
mod run;
mod scim;
mod sessions;
pub mod tls;
mod users;

pub use background::{Pace, TaskReading};
pub use run::{Parts, Running, StartError, VERSION, start};
