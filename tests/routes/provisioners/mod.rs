//! Provisioner daemons and their jobs.

mod daemons;
mod explain;
mod jobs;
mod scene;
