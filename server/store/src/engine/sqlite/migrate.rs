//! Brings the file's schema up to date before anything else touches it.

use super::connection::Connection;
use crate::StoreError;
use crate::migrations::{self, APPLIED, Applied, Dialect, Migration, RECORD, Steps};
use rusqlite::params;

/// Marks the file as Burgrave's ("Burg"), so that a restore can tell it from any other SQLite file.
pub(super) const APPLICATION_ID: i32 = i32::from_be_bytes(*b"Burg");

/// Prepares the file and takes pending steps, a transaction each; gives those that it took.
pub(super) fn migrate(
    connection: &mut Connection,
    steps: Steps,
) -> Result<Vec<&'static Migration>, StoreError> {
    prepare(connection)?;
    let (raw, mut taken) = (&mut connection.raw, Vec::new());
    while let Some(step) = migrations::next(&applied(raw)?, steps)? {
        let transaction = raw.transaction()?;
        transaction.execute_batch(&step.sql(Dialect::Sqlite))?;
        transaction.execute(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
            params![step.version, step.name, step.checksum(), crate::value::microseconds(chrono::Utc::now())],
        )?;
        transaction.commit()?;
        taken.push(step);
    }
    Ok(taken)
}

/// Prepares the file, and makes sure that it needs no step.
pub(super) fn migrated(connection: &mut Connection) -> Result<(), StoreError> {
    prepare(connection)?;
    migrations::expanded(&applied(&connection.raw)?)
}

/// Turns on the write-ahead log, and checks what the promises rest on.
fn prepare(connection: &Connection) -> Result<(), StoreError> {
    let raw = &connection.raw;
    let id: i32 = raw.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let objects: i64 = raw.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id != APPLICATION_ID && objects > 0 {
        return Err(StoreError::Refused(
            "the database file was made by another program; choose another folder".into(),
        ));
    }
    let mode: String = raw.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    let synchronous: i64 = raw.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    let foreign_keys: bool = raw.pragma_query_value(None, "foreign_keys", |row| row.get(0))?;
    if mode != "wal" || synchronous != 2 || !foreign_keys {
        return Err(StoreError::Refused(format!(
            "the data folder can't hold a durable database (journal {mode}, synchronous {synchronous}): \
             use a folder on a local disk"
        )));
    }
    if objects == 0 {
        raw.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    Ok(raw.execute_batch(&Dialect::Sqlite.render(RECORD))?)
}

/// Makes sure that the file is ours and needs no step, without changing it.
pub(super) fn up_to_date(connection: &Connection) -> Result<(), StoreError> {
    is_ours(connection)?;
    if migrations::pending(&applied(&connection.raw)?)?.iter().all(|step| step.contracts()) {
        return Ok(());
    }
    Err(StoreError::Refused(
        "the database was last used by an older Burgrave: start the server of this version once, then try \
         again"
            .into(),
    ))
}

/// Makes sure that this program has made the file.
pub(super) fn is_ours(connection: &Connection) -> Result<(), StoreError> {
    let id: i32 = connection.raw.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id == APPLICATION_ID {
        return Ok(());
    }
    Err(StoreError::Refused("the database file was made by another program".into()))
}

/// The steps that the file went through, oldest first.
pub(super) fn applied(raw: &rusqlite::Connection) -> Result<Vec<Applied>, StoreError> {
    let mut statement = raw.prepare(APPLIED)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Applied { version: row.get(0)?, name: row.get(1)?, checksum: row.get(2)? })
    };
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
