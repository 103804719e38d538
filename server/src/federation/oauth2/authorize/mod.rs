//! A person lets an app in (RFC 6749 §4.1.1).
//!
//! - `check`: checks of the request. `show`: its state for the person. `approve`: the code.

mod approve;
mod check;
mod show;

pub(crate) use approve::{ApproveAuthorization, full_session};
pub(crate) use check::{AuthorizationRequest, Checked, Consent};
pub(crate) use show::{RequestState, show};
