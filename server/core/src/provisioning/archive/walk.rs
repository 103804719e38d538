//! What a tar holds, member by member.

use std::io::{self, Read};

use tar::{Archive, Entry};

use super::folders::Tree;
use super::headers::Headers;
use super::path::{leads_inside, member_path};
use super::{ArchiveFault, MOST_FILE_BYTES};

/// A member of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path: relative, with single slashes, inside the archive.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// When it was changed, in seconds since 1970; 0 where the archive doesn't say.
    pub modified: u64,
    /// Whether its owner may execute it.
    pub executable: bool,
}

/// What a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A file of so many bytes.
    File(u64),
    /// A folder. Those without an entry of their own come before the first member that lies in them.
    Folder,
    /// A link to another place in the archive.
    Link {
        /// Where it leads, as it is written.
        target: String,
        /// From the folder that it is in; else from the archive's own.
        symbolic: bool,
    },
}

/// What an archive came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// Reads a tar and shows each of its members, with what is in it where it is a file. Never holds more than a
/// piece of it in memory. An archive without members is one.
///
/// # Errors
/// The first thing that is wrong with the archive, or what `visit` says, as [`ArchiveFault::Io`].
pub fn walk<R: Read>(
    tar: R,
    mut visit: impl FnMut(&Member, &mut dyn Read) -> io::Result<()>,
) -> Result<Summary, ArchiveFault> {
    let mut archive = Archive::new(Headers::new(tar));
    let (mut tree, mut summary) = (Tree::default(), Summary::default());
    for entry in archive.entries().map_err(ArchiveFault::of_reading)? {
        let mut entry = entry.map_err(ArchiveFault::of_reading)?;
        let Some(member) = read(&entry)? else { continue };
        let folder = member.kind == Kind::Folder;
        let known = folder && tree.has_folder(&member.path);
        for path in tree.add(&member.path, folder)? {
            let parent = Member { path, kind: Kind::Folder, executable: true, ..member.clone() };
            visit(&parent, &mut io::empty()).map_err(ArchiveFault::Io)?;
        }
        if let Kind::File(size) = member.kind {
            summary.files += 1;
            summary.bytes += size;
        }
        if !known {
            let mut content = Content { entry: &mut entry, fault: None };
            let visited = visit(&member, &mut content);
            if let Some(fault) = content.fault {
                return Err(ArchiveFault::of_reading(fault));
            }
            visited.map_err(ArchiveFault::Io)?;
        }
        // Whatever was left unread: an end in the middle of it shows now.
        io::copy(&mut entry, &mut io::sink()).map_err(ArchiveFault::of_reading)?;
    }
    Ok(summary)
}

/// Reads a tar to its end for nothing but its faults.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn judge<R: Read>(tar: R) -> Result<Summary, ArchiveFault> {
    walk(tar, |_, _| Ok(()))
}

/// What is in a member; remembers what went wrong with the archive, apart from what goes wrong in its place.
struct Content<'a, 'b, R: Read> {
    entry: &'a mut Entry<'b, R>,
    fault: Option<io::Error>,
}

impl<R: Read> Read for Content<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.entry.read(buffer).map_err(|error| {
            let kind = error.kind();
            self.fault = Some(error);
            kind.into()
        })
    }
}

/// None for what isn't there for itself, such as the archive's own folder.
fn read<R: Read>(entry: &Entry<'_, R>) -> Result<Option<Member>, ArchiveFault> {
    let header = entry.header();
    let kind = header.entry_type();
    if kind.is_pax_global_extensions() {
        return Ok(None);
    }
    let Some(path) = member_path(&entry.path_bytes())? else { return Ok(None) };
    let kind = if kind.is_dir() {
        Kind::Folder
    } else if kind.is_file() || kind.is_contiguous() {
        if entry.size() > MOST_FILE_BYTES {
            return Err(ArchiveFault::LargeFile(path));
        }
        Kind::File(entry.size())
    } else if kind.is_symlink() || kind.is_hard_link() {
        let symbolic = kind.is_symlink();
        let target = entry.link_name_bytes().unwrap_or_default();
        let target = String::from_utf8_lossy(&target).into_owned();
        if !leads_inside(&path, &target, symbolic) {
            return Err(ArchiveFault::LinkOutside { path, target });
        }
        Kind::Link { target, symbolic }
    } else {
        return Err(ArchiveFault::Special(path));
    };
    let modified = header.mtime().unwrap_or_default();
    let executable = header.mode().unwrap_or_default() & 0o100 != 0;
    Ok(Some(Member { path, kind, modified, executable }))
}
