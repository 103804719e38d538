//! Servers on one database know of each other by rows: each writes its own again and again, and forgets those
//! that have fallen silent.

mod heartbeat;

pub(crate) use heartbeat::{heartbeat, leave};
