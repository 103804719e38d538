//! What is wrong with an archive.

use std::io;

use super::{MOST_BYTES, MOST_DEPTH, MOST_FILE_BYTES, MOST_MEMBERS, MOST_PATH};

/// Why an archive isn't taken. Paths are those of its members.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveFault {
    /// It isn't what it should be.
    #[error("The file is no tar archive, or it is damaged ({0}).")]
    NoTar(&'static str),
    /// It isn't what it should be.
    #[error(
        "The file is no zip archive, or it is damaged. Zip archives with deflate or \
         without compression can be read."
    )]
    NoZip,
    /// It ends in the middle.
    #[error("The archive is incomplete: it ends in the middle of a member.")]
    Truncated,
    /// A member would land elsewhere.
    #[error("The archive holds {0:?}, which lies outside of it. Use relative paths without \"..\".")]
    Outside(String),
    /// A link leads elsewhere.
    #[error(
        "The archive holds the link {path:?} to {target:?}, which lies outside of it. Put the file itself \
         into it."
    )]
    LinkOutside {
        /// The link.
        path: String,
        /// Where it leads.
        target: String,
    },
    /// Something that is neither a file nor a folder nor a link.
    #[error("The archive holds {0:?}, which is neither a file nor a folder.")]
    Special(String),
    /// A name that no file can have everywhere.
    #[error("The archive holds a name that isn't UTF-8 or has control characters: {0:?}.")]
    Name(String),
    /// A path that is too long.
    #[error("The archive holds a path of more than {MOST_PATH} bytes, beginning with {0:?}.")]
    LongPath(String),
    /// Folders in folders in folders.
    #[error("The archive holds {0:?}, which lies more than {MOST_DEPTH} folders deep.")]
    Deep(String),
    /// Something is a file and a folder.
    #[error("The archive holds {0:?} both as a file and as a folder.")]
    Conflict(String),
    /// Which of the two is meant can't be told.
    #[error("The archive holds {0:?} twice.")]
    Twice(String),
    /// One file is too large.
    #[error("The archive holds {0:?}, which has more than {mib} MiB.", mib = MOST_FILE_BYTES >> 20)]
    LargeFile(String),
    /// Too many members.
    #[error("The archive holds more than {MOST_MEMBERS} files and folders.")]
    ManyMembers,
    /// It unpacks to too much.
    #[error("The archive unpacks to more than {} MiB.", MOST_BYTES >> 20)]
    Large,
    /// What it is read from or written to failed.
    #[error("The archive couldn't be read or written.")]
    Io(#[source] io::Error),
}

impl ArchiveFault {
    /// Of what a reader of archives says: the faults of this module come back out, the end in the middle is
    /// told, and the rest is damage.
    pub(super) fn of_reading(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            _ if error.get_ref().is_some_and(|inner| inner.is::<Self>()) => {
                match error.into_inner().map(|inner| inner.downcast::<Self>()) {
                    Some(Ok(own)) => *own,
                    _ => Self::NoTar("it can't be read"),
                }
            }
            io::ErrorKind::Other | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                Self::NoTar("a header can't be read")
            }
            _ => Self::Io(error),
        }
    }
}

impl From<ArchiveFault> for io::Error {
    fn from(fault: ArchiveFault) -> Self {
        match fault {
            ArchiveFault::Io(error) => error,
            fault => Self::new(io::ErrorKind::InvalidData, fault),
        }
    }
}
