//! A person lets an app in (RFC 6749 §4.1.1).
//!
//! - `check`: the request, held to the rules. `show`: what the person sees of it. `approve`: the code.

mod approve;
mod check;
mod show;

pub(crate) use approve::{ApproveAuthorization, full_session};
pub(crate) use check::{AuthorizationRequest, Checked, Consent};
pub(crate) use show::{Shown, show};
