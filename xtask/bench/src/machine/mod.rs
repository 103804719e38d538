//! What is measured on: child processes, their processor time and memory, a database of one's own.

mod burgrave;
mod child;
pub(crate) mod codes;
mod daemon;
pub(crate) mod examined;
mod folder;
mod http;
mod memory;
mod peers;
mod plans;
mod postgres;
pub(crate) mod seed;
mod side;
mod webhooks;

pub(crate) use burgrave::{Burgrave, login};
pub(crate) use child::Child;
pub(crate) use daemon::{Daemon, PSK};
pub(crate) use examined::Statements;
pub(crate) use folder::Folder;
pub(crate) use http::call;
pub(crate) use memory::{peak, resident};
pub(crate) use peers::Peers;
pub(crate) use postgres::Cluster;
pub(crate) use seed::Seed;
pub(crate) use side::{Rounds, Side, alternate};
pub(crate) use webhooks::{Arrivals, Webhooks};
