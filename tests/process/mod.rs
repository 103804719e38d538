//! The program itself, as an operator runs it.

pub mod program;

mod admin;
mod database;
mod faults;
mod killed;
mod logs;
mod oauth2;
mod promises;
mod readme;
mod setup;
mod start;
mod stop;

rooms![admin, database, faults, killed, logs, oauth2, promises, readme, setup, start, stop];
