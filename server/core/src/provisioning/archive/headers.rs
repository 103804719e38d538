//! Holds a tar to the bounds before anything is made of it: readers of tars keep long names in memory, and
//! such a "name" could be as large as the archive.

use std::io::{self, Read};

use tar::{EntryType, Header};

use super::{ArchiveFault, MOST_BYTES, MOST_MEMBERS};

const BLOCK: usize = 512;
/// Bytes of a member that only describes the next one, such as a long name.
const MOST_EXTENSION: u64 = 64 * 1024;
/// An extension can overrule the size in a header; no archive within the bounds needs that.
const SIZE: &[u8] = b" size=";

/// Passes a tar through and ends with a fault at the first header that breaks the bounds.
pub(super) struct Headers<R> {
    inner: R,
    /// The header that is being passed through, from `passed` to `filled`.
    block: [u8; BLOCK],
    passed: usize,
    filled: usize,
    /// Bytes that are left of the member behind it, with its padding.
    data: u64,
    /// What has passed of an extension.
    extension: Option<Vec<u8>>,
    members: usize,
    total: u64,
}

impl<R: Read> Headers<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            block: [0; BLOCK],
            passed: 0,
            filled: 0,
            data: 0,
            extension: None,
            members: 0,
            total: 0,
        }
    }

    /// Reads the next header, where there is one.
    fn fill(&mut self) -> io::Result<()> {
        (self.passed, self.filled) = (0, 0);
        while self.filled < BLOCK {
            match self.inner.read(&mut self.block[self.filled..]) {
                Ok(0) => break,
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        match self.filled {
            0 => Ok(()),
            BLOCK if self.block.iter().all(|byte| *byte == 0) => Ok(()),
            BLOCK => self.check(),
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn check(&mut self) -> io::Result<()> {
        let header = Header::from_byte_slice(&self.block);
        let size = header.entry_size().map_err(|_| ArchiveFault::NoTar("a size can't be read"))?;
        let kind = header.entry_type();
        let describes = kind.is_gnu_longname() || kind.is_gnu_longlink() || extends(kind);
        if describes && size > MOST_EXTENSION {
            return Err(ArchiveFault::NoTar("a name is too long").into());
        }
        if kind.is_gnu_sparse() {
            return Err(ArchiveFault::NoTar("sparse files can't be read").into());
        }
        self.members += 1;
        // Each member has a few that describe it at most.
        if self.members > 4 * MOST_MEMBERS {
            return Err(ArchiveFault::ManyMembers.into());
        }
        let padded = size.checked_next_multiple_of(BLOCK as u64).ok_or(ArchiveFault::Large)?;
        self.total = self.total.saturating_add(padded);
        if self.total > MOST_BYTES {
            return Err(ArchiveFault::Large.into());
        }
        self.data = padded;
        self.extension = extends(kind).then(Vec::new);
        Ok(())
    }

    fn note(&mut self, passed: &[u8]) -> io::Result<()> {
        let Some(extension) = &mut self.extension else { return Ok(()) };
        extension.extend_from_slice(passed);
        if self.data == 0 && extension.windows(SIZE.len()).any(|bytes| bytes == SIZE) {
            return Err(ArchiveFault::NoTar("an extended header overrules a size").into());
        }
        Ok(())
    }
}

fn extends(kind: EntryType) -> bool {
    kind.is_pax_local_extensions() || kind.is_pax_global_extensions()
}

impl<R: Read> Read for Headers<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.passed == self.filled && self.data == 0 {
            self.fill()?;
        }
        if self.passed < self.filled {
            let length = buffer.len().min(self.filled - self.passed);
            buffer[..length].copy_from_slice(&self.block[self.passed..self.passed + length]);
            self.passed += length;
            return Ok(length);
        }
        let length = usize::try_from(self.data).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.inner.read(&mut buffer[..length])?;
        if read == 0 && length > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.data -= read as u64;
        self.note(&buffer[..read])?;
        Ok(read)
    }
}
