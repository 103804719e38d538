//! Servers on one database know of each other by rows: each writes its own again and again, and forgets those
//! that have fallen silent.
//!
//! - `heartbeat`: being there. `peers`: whether a replica reaches the others. `living`: who is there.

mod heartbeat;
mod living;
mod peers;

use burgrave_store::NewReplica;

pub(crate) use heartbeat::{arrive, heartbeat, leave};
pub(crate) use living::living;

use crate::outgoing::Outgoing;

/// This process as one of them.
#[derive(Clone)]
pub(crate) struct Own {
    /// What it says of itself.
    pub(crate) replica: NewReplica,
    /// The way to the others.
    pub(crate) to_peers: Outgoing,
}
