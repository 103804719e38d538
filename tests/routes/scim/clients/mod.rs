//! The requests that known identity providers send, in their order and as they write them.

mod authentik;
mod entra;
mod okta;
