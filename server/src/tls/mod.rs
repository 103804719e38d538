//! TLS of the server's own listener: the certificate and its key, as files give them now.

mod certificate;
mod current;
mod fault;
mod provider;

pub use fault::CertificateFault;
pub use provider::install_provider;

pub(crate) use certificate::Certificate;
pub(crate) use current::Current;
