//! A zip archive as a tar.

use std::cell::Cell;
use std::io::{self, Read, Seek, Write};
use std::rc::Rc;

use chrono::NaiveDate;
use tar::{Builder, EntryType, Header};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::folders::Tree;
use super::path::{leads_inside, member_path};
use super::{ArchiveFault, MOST_BYTES, MOST_FILE_BYTES, MOST_MEMBERS, MOST_PATH, Summary};

/// Bytes that are read of an archive at most to learn what it holds: its directory is in memory as a whole.
const MOST_DIRECTORY: u64 = 16 * 1024 * 1024;

/// A reader that gives no more than so many bytes.
struct Budgeted<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Budgeted<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(bytes)?;
        match self.left.get().checked_sub(read as u64) {
            Some(left) => self.left.set(left),
            None => {
                self.left.set(0);
                return Err(ArchiveFault::ManyMembers.into());
            }
        }
        Ok(read)
    }
}

impl<R: Seek> Seek for Budgeted<R> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Writes what is in a zip archive as a tar, piece by piece. Folders that have no entry of their own get one.
///
/// # Errors
/// The first thing that is wrong with the archive. What has been written until then is of no use.
pub fn zip_to_tar(zip: impl Read + Seek, tar: impl Write) -> Result<Summary, ArchiveFault> {
    let left = Rc::new(Cell::new(MOST_DIRECTORY));
    let zip = Budgeted { inner: zip, left: left.clone() };
    let opened = ZipArchive::new(zip);
    let exhausted = left.replace(u64::MAX) == 0;
    let mut archive = opened.map_err(|_| match exhausted {
        true => ArchiveFault::ManyMembers,
        false => ArchiveFault::NoZip,
    })?;
    if archive.len() > MOST_MEMBERS {
        return Err(ArchiveFault::ManyMembers);
    }
    // What it says of itself is known before anything is unpacked.
    if archive.decompressed_size().is_some_and(|size| size > MOST_BYTES.into()) {
        return Err(ArchiveFault::Large);
    }
    let mut tar = Builder::new(Bounded { inner: tar, left: MOST_BYTES });
    let (mut tree, mut summary) = (Tree::default(), Summary::default());
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(|_| ArchiveFault::NoZip)?;
        let Some(path) = member_path(file.name_raw())? else { continue };
        let folder = file.is_dir() || file.name_raw().ends_with(b"\\");
        let known = folder && tree.has_folder(&path);
        let modified = modified(&file);
        for parent in tree.add(&path, folder)? {
            append(&mut tar, &parent, header(EntryType::Directory, 0, modified, true), &mut io::empty())?;
        }
        if folder {
            if !known {
                append(&mut tar, &path, header(EntryType::Directory, 0, modified, true), &mut io::empty())?;
            }
        } else if file.is_symlink() {
            append_link(&mut tar, path, &mut file, modified)?;
        } else {
            summary.bytes += append_file(&mut tar, path, &mut file, modified)?;
            summary.files += 1;
        }
    }
    tar.into_inner().and_then(|mut tar| tar.flush()).map_err(of_writing)?;
    Ok(summary)
}

fn append_file(
    tar: &mut Builder<impl Write>,
    path: String,
    file: &mut ZipFile<'_, impl Read>,
    modified: u64,
) -> Result<u64, ArchiveFault> {
    let size = file.size();
    if size > MOST_FILE_BYTES {
        return Err(ArchiveFault::LargeFile(path));
    }
    let executable = file.unix_mode().is_some_and(|mode| mode & 0o100 != 0);
    let mut content = Exactly { inner: file, left: size };
    append(tar, &path, header(EntryType::Regular, size, modified, executable), &mut content)?;
    Ok(size)
}

fn append_link(
    tar: &mut Builder<impl Write>,
    path: String,
    file: &mut ZipFile<'_, impl Read>,
    modified: u64,
) -> Result<(), ArchiveFault> {
    let mut target = String::new();
    let read = file.take(MOST_PATH as u64 + 1).read_to_string(&mut target);
    if read.is_err() || target.len() > MOST_PATH {
        return Err(ArchiveFault::NoZip);
    }
    if !leads_inside(&path, &target, true) {
        return Err(ArchiveFault::LinkOutside { path, target });
    }
    let mut header = header(EntryType::Symlink, 0, modified, false);
    tar.append_link(&mut header, &path, &target).map_err(of_writing)
}

fn append(
    tar: &mut Builder<impl Write>,
    path: &str,
    mut header: Header,
    content: &mut dyn Read,
) -> Result<(), ArchiveFault> {
    let folder = header.entry_type().is_dir();
    let path = if folder { format!("{path}/") } else { path.to_owned() };
    tar.append_data(&mut header, path, content).map_err(of_writing)
}

/// The faults of this module come back out of the writer; the rest is that of what is written to.
fn of_writing(error: io::Error) -> ArchiveFault {
    if !error.get_ref().is_some_and(|inner| inner.is::<ArchiveFault>()) {
        return ArchiveFault::Io(error);
    }
    match error.into_inner().map(|inner| inner.downcast::<ArchiveFault>()) {
        Some(Ok(own)) => *own,
        _ => ArchiveFault::NoZip,
    }
}

fn header(kind: EntryType, size: u64, modified: u64, executable: bool) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mtime(modified);
    header.set_mode(if executable { 0o755 } else { 0o644 });
    header
}

/// Seconds since 1970; 0 where the archive doesn't say.
fn modified(file: &ZipFile<'_, impl Read>) -> u64 {
    let told = file.last_modified().and_then(|time| {
        let day = NaiveDate::from_ymd_opt(time.year().into(), time.month().into(), time.day().into())?;
        day.and_hms_opt(time.hour().into(), time.minute().into(), time.second().into())
    });
    told.and_then(|time| u64::try_from(time.and_utc().timestamp()).ok()).unwrap_or_default()
}

/// Takes no more than an archive may have.
struct Bounded<W> {
    inner: W,
    left: u64,
}

impl<W: Write> Write for Bounded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() as u64 > self.left {
            return Err(ArchiveFault::Large.into());
        }
        let written = self.inner.write(bytes)?;
        self.left -= written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// As many bytes as the archive says: more or less of them are damage, whatever the archive is.
struct Exactly<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Exactly<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer).map_err(|_| ArchiveFault::NoZip)?;
        let expected = read as u64 <= self.left && (read > 0 || self.left == 0 || buffer.is_empty());
        if !expected {
            return Err(ArchiveFault::NoZip.into());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_read_within_its_budget_only() {
        let left = Rc::new(Cell::new(10));
        let mut budgeted = Budgeted { inner: io::repeat(7), left: left.clone() };
        let mut bytes = [0; 6];
        assert!(budgeted.read_exact(&mut bytes).is_ok());
        assert!(budgeted.read_exact(&mut bytes).is_err());
        assert_eq!(left.get(), 0);
        assert!(budgeted.read_exact(&mut bytes[..1]).is_err(), "it stays spent");
    }
}
