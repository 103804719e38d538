//! Unpacks an archive into a folder.

use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use burgrave_core::provisioning::archive::{ArchiveFault, Kind, Member, Summary, walk};

/// Writes the files and folders of a tar into an existing folder, in chunks. Parent folders without an entry
/// are created. Links are skipped. Only the user of the process can read the result.
///
/// # Errors
/// Faults of the archive or the folder. Files that were written before the fault are kept.
pub fn unpack(tar: impl Read, folder: &Path) -> Result<Summary, ArchiveFault> {
    walk(tar, |member, content| {
        let path = folder.join(&member.path);
        match member.kind {
            Kind::Folder => create_folder(&path),
            Kind::File(_) => create_file(&path, member, content),
            Kind::Link { .. } => Ok(()),
        }
    })
}

fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn create_file(path: &Path, member: &Member, content: &mut dyn Read) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if member.executable { 0o700 } else { 0o600 });
    #[cfg(not(unix))]
    let _ = member;
    io::copy(content, &mut options.open(path)?).map(drop)
}

#[cfg(test)]
mod tests {
    use tar::{Builder, EntryType, Header};

    use super::*;

    fn append(tar: &mut Builder<Vec<u8>>, path: &str, mode: u32, content: &[u8]) {
        let mut header = Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(mode);
        tar.append_data(&mut header, path, content).expect("it is in memory");
    }

    #[test]
    fn files_land_in_folders_that_the_archive_does_not_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut tar = Builder::new(Vec::new());
        append(&mut tar, "modules/vm/main.tf", 0o644, b"content");
        append(&mut tar, "run.sh", 0o755, b"#!");
        let mut link = Header::new_gnu();
        link.set_entry_type(EntryType::Symlink);
        link.set_size(0);
        tar.append_link(&mut link, "link", "run.sh").expect("it is in memory");
        let tar = tar.into_inner().expect("it is in memory");
        assert_eq!(unpack(&*tar, folder.path()).expect("an archive"), Summary { files: 2, bytes: 9 });
        assert_eq!(fs::read(folder.path().join("modules/vm/main.tf")).expect("it is there"), b"content");
        assert!(!folder.path().join("link").exists());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &str| {
                fs::metadata(folder.path().join(path)).expect("it is there").permissions().mode()
            };
            assert_eq!(mode("modules/vm/main.tf") & 0o777, 0o600);
            assert_eq!(mode("run.sh") & 0o777, 0o700);
        }
    }

    #[test]
    fn what_fails_on_the_disk_is_told_apart_from_the_archive() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut tar = Builder::new(Vec::new());
        append(&mut tar, "main.tf", 0o644, b"content");
        let tar = tar.into_inner().expect("it is in memory");
        let missing = folder.path().join("nowhere");
        assert!(matches!(unpack(&*tar, &missing), Err(ArchiveFault::Io(_))));
    }
}
