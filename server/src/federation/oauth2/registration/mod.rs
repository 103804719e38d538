//! Clients that register themselves (RFC 7591), and manage what they registered (RFC 7592).

pub(crate) mod manage;
pub(crate) mod register;
