//! What jobs have found when they initialized, for the next job of the same template version.

use crate::table::table;
use crate::value::Value;
use crate::{CurrentJob, FILE_PIECE, Reader, StoreError, Tx};
use burgrave_core::ids::TemplateVersionId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

table! {
    TEMPLATE_VERSION_LOCKS = "template_version_locks" as "l";

    write
    struct NewLock {
        key { version_id: TemplateVersionId, product: String }
        columns { content: Vec<u8> }
    }
}

table! {
    KEPT_INITS = "kept_inits" as "k";

    read
    /// What was found, without its content.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct KeptInitRecord {
        pub id: Uuid,
        /// Bytes.
        pub size: u64,
        /// The SHA-256 of the content.
        pub hash: Vec<u8>,
        pub used_at: DateTime<Utc>,
    }

    write
    struct NewInit {
        key { id: Uuid }
        columns { version_id: TemplateVersionId, place: String, size: i64, hash: Vec<u8> }
        given { now: DateTime<Utc> }
        derived |new| { created_at: DateTime<Utc> = new.now, used_at: DateTime<Utc> = new.now }
    }

    other { completed_at: Option<DateTime<Utc>> }
}

table! {
    KEPT_INIT_PIECES = "kept_init_pieces" as "p";
    other { init_id: Uuid, position: i64, data: Vec<u8> }
}

impl Reader {
    /// The providers that were chosen for a version.
    pub async fn version_lock(
        &self,
        version: TemplateVersionId,
        product: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT l.content FROM template_version_locks l WHERE l.version_id = ?1 AND l.product = ?2";
        let found: Option<(Vec<u8>,)> = self.find(sql, &[version.into(), product.into()]).await?;
        Ok(found.map(|(content,)| content))
    }

    /// What was found for a version by this program at this place, where all of it is kept.
    pub async fn kept_init(
        &self,
        version: TemplateVersionId,
        place: &str,
    ) -> Result<Option<KeptInitRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM kept_inits k WHERE k.version_id = ?1 AND k.place = ?2 AND k.completed_at IS NOT NULL",
            KeptInitRecord::COLUMNS
        );
        self.find(&sql, &[version.into(), place.into()]).await
    }

    /// A piece of its content, from 0 on; none behind the last one.
    pub async fn kept_init_piece(&self, id: Uuid, position: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT p.data FROM kept_init_pieces p WHERE p.init_id = ?1 AND p.position = ?2";
        let found: Option<(Vec<u8>,)> = self.find(sql, &[id.into(), position.into()]).await?;
        Ok(found.map(|(data,)| data))
    }

    /// What isn't to be kept any more: what wasn't used since `unused`, then what was used longest ago of
    /// what goes beyond so many bytes, and what was begun before `begun` and never completed.
    pub async fn old_kept_inits(
        &self,
        (unused, begun): (DateTime<Utc>, DateTime<Utc>),
        most_bytes: u64,
        limit: u32,
    ) -> Result<Vec<Uuid>, StoreError> {
        let sql = "SELECT k.id FROM kept_inits k WHERE k.completed_at IS NULL AND k.created_at < ?1 ORDER BY \
                   k.created_at, k.id LIMIT ?2";
        let found: Vec<(Uuid,)> = self.fetch(sql, &[begun.into(), limit.into()]).await?;
        let mut old: Vec<_> = found.into_iter().map(|(id,)| id).collect();
        let sql = "SELECT CAST(sum(k.size) AS BIGINT) FROM kept_inits k WHERE k.completed_at IS NOT NULL";
        let (all,): (Option<i64>,) = self.one(sql, &[]).await?;
        let mut above = u64::try_from(all.unwrap_or_default()).unwrap_or_default().saturating_sub(most_bytes);
        let sql = format!(
            "SELECT {} FROM kept_inits k WHERE k.completed_at IS NOT NULL ORDER BY k.used_at, k.id LIMIT ?1",
            KeptInitRecord::COLUMNS
        );
        let kept: Vec<KeptInitRecord> = self.fetch(&sql, &[limit.into()]).await?;
        for one in kept {
            if one.used_at >= unused && above == 0 {
                break;
            }
            above = above.saturating_sub(one.size);
            old.push(one.id);
        }
        old.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(old)
    }
}

impl Tx {
    /// Keeps which providers the job has chosen, unless its version has others already.
    pub async fn keep_version_lock(
        &self,
        job: &CurrentJob,
        product: &str,
        content: &[u8],
    ) -> Result<(), StoreError> {
        let (version_id, product, content) = (job.version_id, product.to_owned(), content.to_vec());
        // Whether it was there already makes no difference.
        let _ = self.insert_new(&NewLock { version_id, product, content }).await?;
        Ok(())
    }

    /// Begins to keep what the job has found.
    pub async fn begin_kept_init(
        &self,
        job: &CurrentJob,
        id: Uuid,
        place: &str,
        (size, hash): (u64, &[u8; 32]),
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.insert(&NewInit {
            id,
            version_id: job.version_id,
            place: place.to_owned(),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            hash: hash.to_vec(),
            now,
        })
        .await
    }

    /// Adds a piece of at most [`FILE_PIECE`] bytes; positions count from 0.
    ///
    /// # Errors
    /// `Conflict` when it was given up and removed.
    pub async fn add_kept_init_piece(
        &self,
        _: &CurrentJob,
        id: Uuid,
        position: u32,
        data: &[u8],
    ) -> Result<(), StoreError> {
        debug_assert!(data.len() <= FILE_PIECE, "a piece is short");
        let sql = "INSERT INTO kept_init_pieces (init_id, position, data) VALUES (?1, ?2, ?3)";
        self.execute(sql, &[id.into(), position.into(), Value::from(data)]).await.map(|_| ())
    }

    /// It is all there, and takes the place of what another job has kept.
    pub async fn complete_kept_init(
        &self,
        job: &CurrentJob,
        id: Uuid,
        place: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM kept_inits WHERE version_id = ?1 AND place = ?2 AND completed_at IS NOT NULL";
        self.execute(sql, &[job.version_id.into(), place.into()]).await?;
        let sql = "UPDATE kept_inits SET completed_at = ?2 WHERE id = ?1";
        self.execute(sql, &[id.into(), now.into()]).await.map(|_| ())
    }

    /// The job uses it.
    pub async fn touch_kept_init(
        &self,
        _: &CurrentJob,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE kept_inits SET used_at = ?2 WHERE id = ?1 AND used_at < ?2";
        self.execute(sql, &[id.into(), now.into()]).await.map(|_| ())
    }

    /// Removes what isn't kept any more.
    pub async fn delete_kept_inits(&self, ids: &[Uuid]) -> Result<u64, StoreError> {
        let mut deleted = 0;
        for id in ids {
            deleted += self.execute("DELETE FROM kept_inits WHERE id = ?1", &[(*id).into()]).await?;
        }
        Ok(deleted)
    }
}
