//! The program itself, as an operator runs it.

mod program;

mod database;
mod faults;
mod logs;
mod promises;
mod readme;
mod setup;
mod start;
mod stop;

rooms![database, faults, logs, promises, readme, setup, start, stop];
