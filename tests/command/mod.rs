//! `burgrave` as a client: the program, run as people and scripts do, against a real server.

mod codes;
mod names;
mod page;
mod pages;
mod sessions;
mod shell;
mod terminal;
mod trips;
mod watch;
