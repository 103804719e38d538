//! Jobs of the built-in daemons.

mod builds;
mod canceled;
mod daemons;
mod drift;
mod imports;
mod inits;
mod reaped;
mod replicas;
mod restarts;
mod scene;
pub mod terraform;
