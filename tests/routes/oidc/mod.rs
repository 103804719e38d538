//! Logging in through an OpenID Connect provider: a small one that misbehaves on demand stands in the suite
//! itself.

mod admission;
mod begin;
mod claims;
mod convert;
mod finding;
mod group_sync;
mod logout;
mod misbehaving;
mod names;
mod organizations;
mod pages;
mod provider;
mod random;
mod refresh;
mod role_sync;
mod scene;
mod start;
mod sync;
mod tokens;
