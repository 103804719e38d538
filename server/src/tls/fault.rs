//! Why a certificate can't be used, in words that say what to do.

use std::io;
use std::path::PathBuf;

/// Why a certificate or its key can't be used. The key's content is in none of them.
#[derive(Debug, thiserror::Error)]
pub enum CertificateFault {
    /// A file can't be read.
    #[error("{} can't be read: {cause}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A file isn't what its name says.
    #[error("{} is no PEM file: {cause}", .path.display())]
    NoPem {
        /// The file.
        path: PathBuf,
        /// Where it breaks off.
        cause: String,
    },
    /// No certificate is in the file of certificates.
    #[error(
        "{} holds no certificate; it needs the server's own as BEGIN CERTIFICATE, and after it those that \
         signed it",
        .0.display()
    )]
    NoCertificate(PathBuf),
    /// The first certificate can't be read.
    #[error("the first certificate in {} can't be used: {cause}", .path.display())]
    UnfitCertificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// No key is in the file of the key.
    #[error("{} holds no private key; it needs one as BEGIN PRIVATE KEY", .0.display())]
    NoKey(PathBuf),
    /// The key can't be opened without a password.
    #[error(
        "the private key in {} is encrypted, and nobody is there to ask for its password; \
         write it out without one, as `openssl pkey` does",
        .0.display()
    )]
    EncryptedKey(PathBuf),
    /// The key is of a kind that TLS doesn't take.
    #[error("the private key in {} can't be used: {cause}", .path.display())]
    UnfitKey {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// Certificate and key are each fine, and not each other's.
    #[error(
        "the private key in {} doesn't belong to the first certificate in {}; name the two that were made \
         together, the server's own certificate before those that signed it",
        .key.display(), .certificate.display()
    )]
    Mismatch {
        /// The file of certificates.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
    },
}
