//! The engine for several replicas: point reads pipelined on a few shared connections, everything else on a
//! pool.

mod alone;
mod arrival;
mod connect;
mod connection;
mod engine;
mod error;
mod heard;
mod listen;
mod migrate;
mod pool;
mod proxy;
mod shared;
mod speak;
mod tls;
mod transaction;
mod url;
mod verify;

pub(crate) use alone::alone;
pub(crate) use connection::Connection;
pub(crate) use engine::Postgres;
pub(crate) use error::Failure;
pub use heard::signals_are_heard;
pub(crate) use migrate::{migrate, recorded};
pub(crate) use shared::{Shared, SlotIndex};
pub(crate) use transaction::Isolation;
pub use url::unfit_url;
