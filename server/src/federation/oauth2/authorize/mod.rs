//! A person lets an app in (RFC 6749 §4.1.1): `check` reads the request, `approve` issues the code.

mod approve;
mod check;

pub(crate) use approve::{approve, full_session};
pub(crate) use check::{Asked, Checked, Wish, check};
