//! Provisioner daemons and their jobs.

mod daemons;
mod jobs;
mod scene;
