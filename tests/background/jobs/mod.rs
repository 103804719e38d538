//! Jobs that the built-in daemons carry out.

mod builds;
mod canceled;
mod daemons;
mod imports;
mod reaped;
mod replicas;
mod restarts;
mod scene;
mod terraform;
