//! What the deployment as a whole may do, and how it treats people.
//!
//! - `refresh`: what follows from licences and settings, worked out anew. `watch`: when another replica has
//!   changed something.
//! - `licenses`: adding and deleting them. `appearance`: name, logo and announcements.
//! - `quiet_hours`: when people don't work. `xray`: what scanners tell of workspaces.
//! - `notifications`: how messages are sent, and who wants them.

pub(crate) mod appearance;
mod experiments;
pub(crate) mod licenses;
pub(crate) mod notifications;
pub(crate) mod quiet_hours;
mod refresh;
mod watch;
pub(crate) mod xray;

pub(crate) use experiments::experiments;
pub(crate) use refresh::{after_a_change, current, keep_fresh, refresh};
pub(crate) use watch::{Watch, watch};

/// What replicas tell each other when something of this is changed.
const TOPIC: &str = "governance";
