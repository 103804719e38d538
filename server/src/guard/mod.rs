//! What stands before every handler: sessions, limits, features, site-wide permissions, and the record of
//! refusals.

mod answers;
mod authenticate;
mod challenge;
mod concerned;
mod hidden;
mod permissions;
mod prefetch;
pub(crate) mod refusals;
mod sweep;
mod visitor;
mod wrong;

pub(crate) use sweep::forget_idle;
pub(crate) use visitor::Visitor;
