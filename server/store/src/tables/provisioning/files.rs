//! Uploaded archives. A file is written in several transactions, piece by piece, and read so: it is never
//! whole in memory.

use crate::table::table;
use crate::value::Value;
use crate::{Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create};
use burgrave_core::ids::{FileId, UserId};
use chrono::{DateTime, Utc};

/// Bytes of a piece at most.
pub const FILE_PIECE: usize = 256 * 1024;

table! {
    FILES = "files" as "f";

    read
    /// A file that is there as a whole.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct FileRecord {
        pub id: FileId,
        pub created_by: UserId,
        pub created_at: DateTime<Utc>,
        pub media_type: String,
        /// Bytes.
        pub size: u64,
    }

    write
    /// A file that begins to be uploaded.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewFile {
        key { pub id: FileId }
        columns { pub created_by: UserId, pub media_type: String }
        given { pub now: DateTime<Utc> }
        derived |new| { created_at: DateTime<Utc> = new.now, size: i64 = 0_i64 }
    }

    other { hash: Option<Vec<u8>>, completed_at: Option<DateTime<Utc>> }
}

table! {
    FILE_PIECES = "file_pieces" as "p";
    other { file_id: FileId, position: i64, data: Vec<u8> }
}

/// What became of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum CompletedFile {
    /// It is kept under its id.
    New,
    /// The same user has uploaded the same bytes before: they are kept under that id, and the new ones are
    /// gone.
    Known(FileId),
}

impl Reader {
    /// A file by id; one that isn't there as a whole counts as none.
    pub async fn file(&self, id: FileId) -> Result<Option<FileRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM files f WHERE f.id = ?1 AND f.completed_at IS NOT NULL",
            FileRecord::COLUMNS
        );
        self.find(&sql, &[id.into()]).await
    }

    /// The file with these bytes that a user has uploaded; `hash` is their SHA-256.
    pub async fn file_by_content(&self, user: UserId, hash: &[u8; 32]) -> Result<Option<FileId>, StoreError> {
        let sql = "SELECT f.id FROM files f \
                   WHERE f.created_by = ?1 AND f.hash = ?2 AND f.completed_at IS NOT NULL";
        let found: Option<(FileId,)> = self.find(sql, &[user.into(), Value::from(&hash[..])]).await?;
        Ok(found.map(|(id,)| id))
    }

    /// A piece of a file, from 0 on; none behind the last one.
    pub async fn file_piece(&self, id: FileId, position: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT p.data FROM file_pieces p WHERE p.file_id = ?1 AND p.position = ?2";
        let found: Option<(Vec<u8>,)> = self.find(sql, &[id.into(), position.into()]).await?;
        Ok(found.map(|(data,)| data))
    }
}

impl Tx {
    /// Begins an upload.
    pub async fn insert_file(&self, new: &Authorized<Create, NewFile>) -> Result<(), StoreError> {
        self.insert(&**new).await
    }

    /// Adds a piece of at most [`FILE_PIECE`] bytes; positions count from 0.
    ///
    /// # Errors
    /// `Conflict` when the upload was given up and removed.
    pub async fn insert_file_piece(
        &self,
        file: &Authorized<Create, NewFile>,
        position: u32,
        data: &[u8],
    ) -> Result<(), StoreError> {
        debug_assert!(data.len() <= FILE_PIECE, "a piece is short");
        let sql = "INSERT INTO file_pieces (file_id, position, data) VALUES (?1, ?2, ?3)";
        self.execute(sql, &[file.id.into(), position.into(), Value::from(data)]).await.map(|_| ())
    }

    /// Ends an upload. `hash` is the SHA-256 of its bytes.
    ///
    /// # Errors
    /// `Conflict` when the upload was given up and removed.
    pub async fn complete_file(
        &self,
        file: &Authorized<Create, NewFile>,
        hash: &[u8; 32],
        size: u64,
        now: DateTime<Utc>,
    ) -> Result<CompletedFile, StoreError> {
        if let Some(known) = self.file_by_content(file.created_by, hash).await? {
            self.execute("DELETE FROM files WHERE id = ?1", &[file.id.into()]).await?;
            return Ok(CompletedFile::Known(known));
        }
        let sql =
            "UPDATE files SET hash = ?2, size = ?3, completed_at = ?4 WHERE id = ?1 AND completed_at IS NULL";
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        let values = [file.id.into(), Value::from(&hash[..]), size.into(), now.into()];
        if self.execute(sql, &values).await? == 0 {
            return Err(self.conflict("files_incomplete"));
        }
        Ok(CompletedFile::New)
    }

    /// Removes uploads that began before this time and were never ended; gives how many.
    pub async fn delete_incomplete_files(
        &self,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM files WHERE id IN (SELECT f.id FROM files f WHERE f.completed_at IS NULL AND \
                   f.created_at < ?1 ORDER BY f.created_at LIMIT ?2)";
        self.execute(sql, &[before.into(), limit.into()]).await
    }
}
