//! A copy of a database that is in use.

use super::folder::{database_file, private, refused, sync};
use super::migrate::APPLICATION_ID;
use crate::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::path::Path;
use std::time::Duration;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// Size of the new file in bytes.
    pub bytes: u64,
}

/// Copies the database of a data folder into one new file, while servers keep reading and writing. The copy
/// is one committed state. Blocks; takes as long as the disk needs.
///
/// # Errors
/// `Refused` when there is no database or the target exists; `Full`, `Unavailable`, `Corrupt`.
pub fn backup(folder: &Path, target: &Path) -> Result<BackupReport, StoreError> {
    let source = database_file(folder);
    if !source.is_file() {
        return Err(StoreError::Refused(format!("{} holds no Burgrave database", folder.display())));
    }
    // Created here, and only here: a file that is there already is never overwritten.
    let file = private().create_new(true).open(target);
    file.map_err(|error| refused(target, "can't be created as the new backup", &error))?;
    let copied = copy(&source, target);
    if copied.is_err() {
        // Half a backup must not be taken for one.
        let _ = std::fs::remove_file(target);
    }
    copied
}

fn copy(source: &Path, target: &Path) -> Result<BackupReport, StoreError> {
    let text =
        target.to_str().ok_or_else(|| StoreError::Refused("the backup's path must be Unicode".into()))?;
    let connection = Connection::open_with_flags(
        source,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(Duration::from_secs(30))?;
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        return Err(StoreError::Refused(format!("{} is not a Burgrave database", source.display())));
    }
    connection.execute("VACUUM INTO ?1", [text])?;
    let synced = File::open(target).and_then(|file| file.sync_all().and_then(|()| file.metadata()));
    let bytes = synced.map_err(|error| StoreError::away(error.to_string()))?.len();
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    sync(folder).map_err(|error| StoreError::away(error.to_string()))?;
    Ok(BackupReport { bytes })
}
