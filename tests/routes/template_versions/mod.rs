//! Template versions.

mod archive;
mod cancel;
mod create;
mod files;
mod follow;
pub mod hand;
mod logs;
mod read;
mod results;
pub mod scene;
mod update;
