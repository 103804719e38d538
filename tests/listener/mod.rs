//! The listener: TLS, its certificate, and what is spoken over it.

mod certificate;
mod https;
mod program;
pub mod wire;
