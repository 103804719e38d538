//! An upload on its way: its bytes in a temporary file without a name, which the system removes by itself.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write};

use burgrave_core::provisioning::archive::{ArchiveFault, MOST_BYTES, zip_to_tar};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;
use tokio::task::spawn_blocking;

use crate::fault::Fault;

/// Bytes that come.
pub(crate) struct Spool {
    file: tokio::fs::File,
    hash: Sha256,
    size: u64,
}

/// All of them, as they are kept.
pub(crate) struct Spooled {
    pub(super) file: File,
    pub(super) hash: [u8; 32],
    pub(super) size: u64,
}

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// `Internal` when the system gives no temporary file.
    pub(crate) fn new() -> Result<Self, Fault> {
        let file = tempfile::tempfile().map_err(broken)?;
        Ok(Self { file: tokio::fs::File::from_std(file), hash: Sha256::new(), size: 0 })
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// `Internal` when the disk doesn't take it.
    pub(crate) async fn write(&mut self, piece: &[u8]) -> Result<(), Fault> {
        self.hash.update(piece);
        self.size += piece.len() as u64;
        self.file.write_all(piece).await.map_err(broken)
    }

    /// The bytes as they came.
    ///
    /// # Errors
    /// `Internal` when the disk doesn't take them.
    pub(crate) async fn finish(mut self) -> Result<Spooled, Fault> {
        self.file.flush().await.map_err(broken)?;
        let mut file = self.file.into_std().await;
        file.rewind().map_err(broken)?;
        Ok(Spooled { file, hash: self.hash.finalize().into(), size: self.size })
    }

    /// The tar archive of the same members, where the bytes are a zip archive.
    ///
    /// # Errors
    /// `BrokenRule` when they are none, or its members lead outside; `TooLarge` when it unpacks to more than
    /// an archive may hold.
    pub(crate) async fn finish_as_tar(self) -> Result<Spooled, Fault> {
        let zip = self.finish().await?.file;
        spawn_blocking(move || converted(zip)).await.map_err(|error| Fault::Internal(error.to_string()))?
    }
}

fn converted(zip: File) -> Result<Spooled, Fault> {
    let file = tempfile::tempfile().map_err(broken)?;
    let mut tar = Hashed { inner: BufWriter::new(file), hash: Sha256::new(), size: 0 };
    zip_to_tar(BufReader::new(zip), &mut tar).map_err(refused)?;
    let mut file = tar.inner.into_inner().map_err(|error| broken(error.into_error()))?;
    file.rewind().map_err(broken)?;
    Ok(Spooled { file, hash: tar.hash.finalize().into(), size: tar.size })
}

/// A writer that hashes and counts what passes.
struct Hashed<W> {
    inner: W,
    hash: Sha256,
    size: u64,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn refused(fault: ArchiveFault) -> Fault {
    match fault {
        ArchiveFault::Io(error) => broken(error),
        ArchiveFault::Large => Fault::TooLarge {
            message: "The archive is too large.".into(),
            detail: format!("Unpacked, it may have at most {MOST_BYTES} bytes."),
        },
        fault => Fault::BrokenRule {
            message: "The archive can't be used.".into(),
            detail: Some(fault.to_string()),
            fields: Vec::new(),
        },
    }
}

/// A failure of the disk.
pub(super) fn broken(error: io::Error) -> Fault {
    Fault::Internal(format!("a temporary file: {error}"))
}
