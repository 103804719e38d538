//! What stands before every handler: sessions, limits, features, site-wide permissions, and the record of refusals.

mod limits;
mod sweep;

pub use limits::{Limits, Who};
