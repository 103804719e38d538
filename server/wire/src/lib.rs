//! The wire between the server and what it commands elsewhere, layer by layer.
//!
//! - [`yamux`]: many streams over one chain of bytes.
//! - [`drpc`]: one call a stream.
//! - [`provisionerd`], [`provisioner`]: the messages of daemons. [`method`]: the names of their calls.
//! - [`version`]: which versions of the protocol understand each other.
//!
//! It knows neither HTTP nor what the messages are for: whoever has a transport for bytes gives its two ends
//! ([`yamux::Source`], [`yamux::Sink`]).

pub mod drpc;
pub mod method;
pub mod version;
pub mod yamux;

/// Messages about jobs.
#[allow(missing_docs, reason = "they are made from `proto/provisionerd.proto`")]
pub mod provisionerd {
    include!(concat!(env!("OUT_DIR"), "/provisionerd.rs"));
}

/// Messages about templates, resources and workspaces.
#[allow(missing_docs, reason = "they are made from `proto/provisioner.proto`")]
pub mod provisioner {
    include!(concat!(env!("OUT_DIR"), "/provisioner.rs"));
}

pub use prost::Message;
pub use prost_types::Timestamp;

/// Bytes of a message of the transport at most: both ends refuse longer ones.
pub const TRANSPORT_MESSAGE: usize = 256 * 1024;

/// Bytes of a message of a call at most.
pub const MESSAGE: usize = 4 * 1024 * 1024;

/// The code of a call that fails because the server can't do it now: it is worth another try.
pub const TRY_AGAIN: u64 = 1;

/// Bytes of a piece of a file, as the files of modules are sent.
pub const FILE_PIECE: usize = 2 * 1024 * 1024;
