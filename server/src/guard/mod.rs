//! The checks before every handler: authentication, rate limits, features, site-wide permissions; and the
//! audit entries of refusals.

mod announced;
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
pub(crate) use wrong::{admit_daemon, wrong_daemon};
