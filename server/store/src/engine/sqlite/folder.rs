//! The data folder, which belongs to one process at a time.

use crate::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const DATABASE: &str = "burgrave.db";
const LOCK: &str = "burgrave.lock";

/// The folder while this process owns it; ownership ends when this is dropped, or the process dies.
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes the folder when it isn't there (for its owner only) and takes it.
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        if path.exists() && !path.is_dir() {
            return Err(StoreError::Refused(format!(
                "{} is a file, not a folder; name a folder for the data",
                path.display()
            )));
        }
        make(path).map_err(|error| refused(path, "can't be made", &error))?;
        let file = path.join(LOCK);
        let lock = private().create(true).truncate(false).open(&file);
        let lock = lock.map_err(|error| unopened(path, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Refused(format!(
                "the data folder {} is in use by another Burgrave process; stop that one, or choose another \
                 folder",
                path.display()
            ))),
            Err(TryLockError::Error(error)) => Err(refused(path, "can't be locked", &error)),
        }
    }

    pub(super) fn database(&self) -> PathBuf {
        database_file(&self.path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// The file of the embedded database in a data folder, whether it is there or not.
#[must_use]
pub fn database_file(folder: &Path) -> PathBuf {
    folder.join(DATABASE)
}

/// The log of a database file (`-wal`), or the index of that log (`-shm`).
pub(super) fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn make(path: &Path) -> std::io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// How files are opened for writing; those that this creates are for their owner only, whatever the umask and
/// the folder allow.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Takes away what others may do with a file that an earlier release, or somebody's copy, left open to them.
pub(super) fn narrow(file: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = match std::fs::metadata(file) {
            Ok(found) => found.permissions().mode(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if mode & 0o077 != 0 {
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode & 0o700))?;
        }
    }
    Ok(())
}

/// Makes what was created, renamed or removed in a folder durable.
pub(super) fn sync(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Why a file of the store, or its folder, can't be opened for writing.
pub(super) fn unopened(path: &Path, error: &std::io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => StoreError::ReadOnly,
        ErrorKind::StorageFull => StoreError::Full,
        _ => refused(path, "can't be used", error),
    }
}

pub(super) fn refused(path: &Path, what: &str, error: &std::io::Error) -> StoreError {
    StoreError::Refused(format!("{} {what}: {error}", path.display()))
}
