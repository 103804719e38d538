//! Clients that register themselves (RFC 7591), and manage what they registered (RFC 7592).

mod manage;
mod register;

pub(crate) use manage::{DeleteClient, Registrant, UpdateClient, get};
pub(crate) use register::register;
