//! The examples of `docs/proxies`, run in front of a real server as their files have them, but for addresses
//! and certificates.

mod cases;
pub mod proxy;
