//! The program itself, as an operator runs it.

pub mod program;
mod strace;

mod admin;
mod audit;
mod copy;
mod database;
mod disk;
mod doctor;
mod elsewhere;
mod failover;
mod faults;
mod killed;
mod license;
mod logs;
mod memory;
mod migrate;
mod notifications;
mod oauth2;
mod pooler;
mod postgres;
mod promises;
mod provisioner;
mod provisioner_cut;
mod provisioner_replicas;
mod provisioner_terraform;
mod proxy;
mod readme;
mod reference;
mod setup;
mod start;
mod stop;
mod templates;
