//! How the parts of the deployment are, as far as it can be seen from this replica.
//!
//! - `part`: a part, and what was found of it. `found`: all of them, kept for a while.
//! - `reach`: whether the server is reached at its access URL. `stored`: what the database tells of the others.
//! - `settings`: which parts count for nothing.

mod found;
mod part;
mod reach;
mod settings;
mod stored;

pub(crate) use found::{Found, HealthCache, find};
pub(crate) use part::{Message, Part, Severity, State};
pub(crate) use settings::{SetDismissed, dismissed};
pub(crate) use stored::{SLOW, of_proxies};
