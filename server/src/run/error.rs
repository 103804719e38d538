//! Why a server doesn't start, in words that say what to do.

use std::io;
use std::net::SocketAddr;

use burgrave_store::StoreError;

use crate::tls::CertificateFault;

/// Why a server didn't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address can't be listened on.
    #[error("can't listen on {address}: {}", reason(.cause))]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        cause: io::Error,
    },
    /// The database can't be opened or brought up to date.
    #[error("can't use {database}: {cause}")]
    Store {
        /// Which database, without a password.
        database: String,
        /// What the store said.
        cause: StoreError,
    },
    /// The certificate of the listener can't be used.
    #[error("can't speak TLS: {0}")]
    Certificate(#[from] CertificateFault),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl From<burgrave_api::StartError> for StartError {
    fn from(fault: burgrave_api::StartError) -> StartError {
        match fault {
            burgrave_api::StartError::Bind { address, source } => {
                StartError::Listen { address, cause: source }
            }
            other => StartError::Other(other.to_string()),
        }
    }
}

fn reason(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::AddrInUse => {
            "another program listens there already. Stop it, or choose another address with --address"
                .to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "this user may not. Ports below 1024 need a privilege; choose a higher one with --address"
                .to_owned()
        }
        io::ErrorKind::AddrNotAvailable => {
            "this machine doesn't have that address. Choose one of its own with --address".to_owned()
        }
        _ => cause.to_string(),
    }
}
