//! A backup becomes the database of a data folder.

use super::folder::{Folder, beside, private, refused, sync};
use super::migrate::{APPLICATION_ID, applied};
use crate::{StoreError, migrations};
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::path::{Path, PathBuf};

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreReport {
    /// Where the database that was there before is now, if there was one.
    pub kept: Option<PathBuf>,
}

/// Checks a backup and puts it in place of the folder's database, in one rename; what was there before stays
/// beside it under another name. Blocks.
///
/// # Errors
/// `Refused` when the folder is in use, or the file is no Burgrave database, has a schema that this program
/// can't serve, or fails its integrity check. Whatever fails, the database that was there stays in its place.
pub fn restore(backup: &Path, folder: &Path) -> Result<RestoreReport, StoreError> {
    // Opened before the folder is taken: a wrong name must not leave a new folder behind.
    let unread = |error| refused(backup, "can't be read", &error);
    let mut source = File::open(backup).map_err(unread)?;
    if !source.metadata().map_err(unread)?.is_file() {
        return Err(StoreError::Refused(format!("{} is not a file", backup.display())));
    }
    let folder = Folder::take(folder)?;
    let database = folder.database();
    let fresh = database.with_extension("restoring");
    let placed = copy(&mut source, &fresh)
        .map_err(|error| refused(backup, "can't be copied into the data folder", &error))
        .and_then(|()| inspect(backup, &fresh))
        .and_then(|()| settle(&database))
        .and_then(|()| {
            let away = |error: std::io::Error| StoreError::away(error.to_string());
            let kept = keep(&database).map_err(away)?;
            place(&fresh, &database, folder.path()).map_err(away)?;
            Ok(RestoreReport { kept })
        });
    if placed.is_err() {
        let _ = std::fs::remove_file(&fresh);
    }
    placed
}

/// Fills a new file that only its owner may read, whatever the permissions of the backup are.
fn copy(source: &mut File, fresh: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(fresh) {
        // What an interrupted restore left may be open to others.
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    std::io::copy(source, &mut private().create_new(true).open(fresh)?).map(|_| ())
}

fn inspect(backup: &Path, file: &Path) -> Result<(), StoreError> {
    let not_ours = || StoreError::Refused(format!("{} is not a Burgrave database", backup.display()));
    let connection = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    let id: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(|_| not_ours())?;
    if id != APPLICATION_ID {
        return Err(not_ours());
    }
    migrations::pending(&applied(&connection)?).map(drop)?;
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Refused(format!("{} is damaged: {verdict}", backup.display())));
    }
    Ok(())
}

/// Folds the old file's log into it, so that taking the log away loses nothing if the rename never happens.
fn settle(database: &Path) -> Result<(), StoreError> {
    if database.is_file() {
        let old = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // A restore replaces a damaged file: the content of its log can't be saved.
        let _ = old.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    Ok(())
}

/// Gives the old file a second name that nothing has yet: if the restore ends here, the database is where it
/// was.
fn keep(database: &Path) -> std::io::Result<Option<PathBuf>> {
    for number in 1u32.. {
        let name = database.with_extension(format!("before-restore-{number}.db"));
        match std::fs::hard_link(database, &name) {
            Ok(()) => return Ok(Some(name)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            // A file system without links.
            Err(_) => return std::fs::copy(database, &name).map(|_| Some(name)),
        }
    }
    Ok(None)
}

fn place(fresh: &Path, database: &Path, folder: &Path) -> std::io::Result<()> {
    File::open(fresh)?.sync_all()?;
    // The log belongs to the old file; it must be removed before the new one gets the name.
    for suffix in ["-wal", "-shm"] {
        match std::fs::remove_file(beside(database, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    sync(folder)?;
    std::fs::rename(fresh, database)?;
    sync(folder)
}
