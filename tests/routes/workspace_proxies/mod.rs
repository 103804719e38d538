//! Places beside the server from which workspaces can be reached.

mod app_stats;
mod health;
mod keys;
mod people;
mod programs;
pub mod scene;
