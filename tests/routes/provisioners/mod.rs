//! Provisioner daemons and their jobs.

mod builds;
mod calls;
mod daemons;
mod explain;
mod identity;
mod jobs;
mod many;
mod owner_key;
mod peer;
mod random;
pub mod scene;
pub mod serve;
mod sessions;
