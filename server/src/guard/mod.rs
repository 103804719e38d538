//! What stands before every handler: sessions, limits, features, site-wide permissions, and the record of refusals.

mod accounts;
mod answers;
mod authenticate;
mod challenge;
mod concerned;
mod failures;
mod hidden;
mod limits;
mod permissions;
mod records;
mod refusals;
mod sweep;
mod visitor;
mod who;
mod wrong;

pub(crate) use limits::Limits;
pub(crate) use sweep::forget_idle;
pub(crate) use visitor::Visitor;
