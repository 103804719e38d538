//! Template versions.

mod archive;
mod cancel;
mod create;
mod dry_run;
pub mod dynamic;
mod files;
mod follow;
pub mod hand;
mod logs;
mod queue;
mod read;
mod results;
pub mod scene;
mod tags;
mod update;
