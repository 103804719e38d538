//! One connection for a command of the operator, without the thread that writes and the readers.

use super::connection::{Connection, Purpose};
use super::folder::{Folder, database_file};
use super::migrate::{is_ours, migrate};
use crate::StoreError;
use crate::migrations::{Migration, Steps};
use crate::row::FromRow;
use crate::value::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A connection, and the folder where it is held.
pub(crate) struct Alone {
    connection: Connection,
    folder: Option<Folder>,
}

impl Alone {
    /// Opens the database of a folder that a server may be using, and changes no file of it.
    pub(crate) fn looking(path: &Path, log: slog::Logger) -> Result<Self, StoreError> {
        let connection = Connection::open(&there(path)?, Purpose::Look, &Arc::default(), log)?;
        is_ours(&connection)?;
        Ok(Self { connection, folder: None })
    }

    /// Opens the database of a folder that a server may be using; if none does, none starts on it meanwhile.
    pub(crate) fn beside(path: &Path, log: slog::Logger) -> Result<Self, StoreError> {
        let file = there(path)?;
        let folder = Folder::take(path).ok();
        let connection = Connection::open(&file, Purpose::Writer, &Arc::default(), log)?;
        is_ours(&connection)?;
        Ok(Self { connection, folder })
    }

    /// Takes a folder that nobody uses, and makes what is missing of it.
    pub(crate) fn owning(path: &Path, log: slog::Logger) -> Result<Self, StoreError> {
        let folder = Folder::take(path)?;
        let connection = Connection::open(&folder.database(), Purpose::Writer, &Arc::default(), log)?;
        Ok(Self { connection, folder: Some(folder) })
    }

    /// Whether no server uses the folder.
    pub(crate) fn is_held(&self) -> bool {
        self.folder.is_some()
    }

    /// Prepares the file and takes pending steps.
    pub(crate) fn migrate(&mut self, steps: Steps) -> Result<Vec<&'static Migration>, StoreError> {
        migrate(&mut self.connection, steps)
    }

    /// Every row of a query.
    pub(crate) fn fetch<R: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<R>, StoreError> {
        self.connection.fetch(sql, values)
    }

    /// Runs a change; gives how many rows it changed.
    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        self.connection.execute(sql, values)
    }

    /// Statements without values or answers.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.connection.raw.execute_batch(sql)?)
    }
}

/// The database file of a folder that has one.
fn there(folder: &Path) -> Result<PathBuf, StoreError> {
    let file = database_file(folder);
    if file.is_file() {
        return Ok(file);
    }
    Err(StoreError::Refused(format!("{} holds no Burgrave database", folder.display())))
}
