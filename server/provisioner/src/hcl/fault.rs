//! What is wrong with a template's files.

use burgrave_core::provisioning::archive::ArchiveFault;

use super::Place;
use super::sources::{MOST_BYTES, MOST_FILES};

/// Why a template's files can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadFault {
    /// A file isn't in the language.
    #[error("{place}: {message}")]
    Syntax {
        /// Where.
        place: Place,
        /// What is expected there.
        message: String,
    },
    /// Something is declared in a way that can't be used.
    #[error("{place}: {message}.")]
    Declaration {
        /// Where.
        place: Place,
        /// What is wrong with it.
        message: String,
    },
    /// A file isn't text.
    #[error("{0} isn't UTF-8.")]
    NoText(String),
    /// Too much to read.
    #[error(
        "The template has more than {MOST_FILES} files of Terraform, or they have more than {} MiB.",
        MOST_BYTES >> 20
    )]
    Large,
    /// The archive.
    #[error("{0}")]
    Archive(#[from] ArchiveFault),
    /// The folder.
    #[error("The template's folder can't be read.")]
    Io(#[from] std::io::Error),
}
