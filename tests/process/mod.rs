//! The program itself, as an operator runs it.

pub mod program;
mod strace;

mod admin;
mod database;
mod disk;
mod faults;
mod killed;
mod logs;
mod memory;
mod oauth2;
mod pooler;
mod postgres;
mod promises;
mod readme;
mod reference;
mod setup;
mod start;
mod stop;
