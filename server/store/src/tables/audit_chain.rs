//! The chain over the audit log: which entries it holds, in the order in which they were committed.

use super::audit::AuditRecord;
use crate::migrations::Dialect;
use crate::table::table;
use crate::{Inserted, Reader, StoreError, Tx};
use burgrave_core::ids::AuditEntryId;
use chrono::{DateTime, Utc};

table! {
    AUDIT_BLOCKS = "audit_blocks" as "b";

    read
    /// The end of the chain.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ChainEnd {
        /// The place of the first entry of the last block.
        pub first: i64,
        /// Entries of that block.
        pub entries: u32,
        /// The last entry.
        pub last_id: AuditEntryId,
        /// Its hash; 32 bytes.
        pub last_hash: Vec<u8>,
        /// Where it stands in the order of commits.
        pub arrival: i64,
    }

    read
    /// Entries that were put into the chain together.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct AuditBlock {
        /// The place of its first entry; that of the first entry of all is 1.
        pub first: i64,
        /// How many they are.
        pub entries: u32,
        /// The hash before the first; 32 bytes.
        pub before: Vec<u8>,
        /// The ids of the entries; 16 bytes each.
        pub ids: Vec<u8>,
        /// Their hashes; 32 bytes each.
        pub hashes: Vec<u8>,
    }

    write
    /// A block that is put behind all others.
    #[derive(Debug, Clone)]
    pub struct NewAuditBlock {
        key {
            /// The place of its first entry.
            pub first: i64,
        }
        columns {
            /// How many they are.
            pub entries: u32,
            /// The hash before the first.
            pub before: Vec<u8>,
            /// Their ids.
            pub ids: Vec<u8>,
            /// Their hashes.
            pub hashes: Vec<u8>,
            /// The last entry.
            pub last_id: AuditEntryId,
            /// Its hash.
            pub last_hash: Vec<u8>,
            /// The latest time of any of them.
            pub last_time: DateTime<Utc>,
            /// Where the last stands in the order of commits.
            pub arrival: i64,
            /// When this is done.
            pub sealed_at: DateTime<Utc>,
        }
    }
}

impl ChainEnd {
    /// The place of the last entry.
    #[must_use]
    pub fn sequence(&self) -> i64 {
        self.first + i64::from(self.entries) - 1
    }
}

impl AuditBlock {
    /// The place of its last entry.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.first + i64::from(self.entries) - 1
    }

    /// Each entry: its place, its id and its hash.
    pub fn links(&self) -> impl Iterator<Item = (i64, AuditEntryId, &[u8])> {
        let ids =
            self.ids.as_chunks::<16>().0.iter().map(|id| AuditEntryId::from(uuid::Uuid::from_bytes(*id)));
        let hashes = self.hashes.as_chunks::<32>().0.iter().map(<[u8; 32]>::as_slice);
        (self.first..).zip(ids.zip(hashes)).map(|(place, (id, hash))| (place, id, hash))
    }
}

/// Where entries stand in the order of commits.
fn arrival(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "rowid",
        Dialect::Postgres => "written_by",
    }
}

/// The condition of entries that were committed after the one with the id `?1`, which stood at `?2` if it is
/// gone, and before all that may still be committed.
fn arrived_since(dialect: Dialect) -> &'static str {
    match dialect {
        // A copy of the database may number its rows anew.
        Dialect::Sqlite => "a.rowid > coalesce((SELECT l.rowid FROM audit_log l WHERE l.id = ?1), ?2)",
        Dialect::Postgres => {
            "(a.written_by, a.id) > (coalesce((SELECT l.written_by FROM audit_log l WHERE l.id = ?1), ?2), ?1) \
             AND a.written_by < txid_snapshot_xmin(txid_current_snapshot())"
        }
    }
}

impl Reader {
    /// The end of the chain; none before its first entry.
    pub async fn audit_chain_end(&self) -> Result<Option<ChainEnd>, StoreError> {
        let sql = format!("SELECT {} FROM audit_blocks b ORDER BY b.first DESC LIMIT 1", ChainEnd::COLUMNS);
        self.find(&sql, &[]).await
    }

    /// The beginning of what is kept of the chain: the place of its first entry, and the hash before that.
    pub async fn audit_chain_beginning(&self) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
        self.find("SELECT b.first, b.before FROM audit_blocks b ORDER BY b.first LIMIT 1", &[]).await
    }

    /// How many entries there are up to this one, in the order in which they were committed; none where it is gone.
    pub async fn audit_entries_up_to(&self, last: AuditEntryId) -> Result<Option<u64>, StoreError> {
        let place = arrival(self.dialect());
        let sql = format!(
            "SELECT (SELECT count(*) FROM audit_log a WHERE (a.{place}, a.id) <= (l.{place}, l.id)) FROM audit_log l \
             WHERE l.id = ?1"
        );
        let found: Option<(u64,)> = self.find(&sql, &[last.into()]).await?;
        Ok(found.map(|(count,)| count))
    }

    /// Entries that are in no block yet, in the order in which they were committed.
    pub async fn unsealed_audit_entries(
        &self,
        behind: Option<&ChainEnd>,
        limit: u32,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let dialect = self.dialect();
        let (place, since) = (arrival(dialect), arrived_since(dialect));
        let sql = format!(
            "SELECT {} FROM audit_log a WHERE {since} ORDER BY a.{place}, a.id LIMIT ?3",
            AuditRecord::COLUMNS
        );
        let (id, stood) =
            behind.map_or((uuid::Uuid::nil(), i64::MIN), |end| (end.last_id.into(), end.arrival));
        self.fetch(&sql, &[id.into(), stood.into(), limit.into()]).await
    }

    /// Where an entry stands in the order of commits.
    pub async fn audit_arrival(&self, id: AuditEntryId) -> Result<Option<i64>, StoreError> {
        let sql = format!("SELECT a.{} FROM audit_log a WHERE a.id = ?1", arrival(self.dialect()));
        let found: Option<(i64,)> = self.find(&sql, &[id.into()]).await?;
        Ok(found.map(|(place,)| place))
    }

    /// The block with the first entry behind this place.
    pub async fn audit_block_behind(&self, sequence: i64) -> Result<Option<AuditBlock>, StoreError> {
        let columns = AuditBlock::COLUMNS;
        let sql =
            format!("SELECT {columns} FROM audit_blocks b WHERE b.first <= ?1 ORDER BY b.first DESC LIMIT 1");
        let holding: Option<AuditBlock> = self.find(&sql, &[(sequence + 1).into()]).await?;
        if let Some(block) = holding.filter(|block| block.last() > sequence) {
            return Ok(Some(block));
        }
        let sql = format!("SELECT {columns} FROM audit_blocks b WHERE b.first > ?1 ORDER BY b.first LIMIT 1");
        self.find(&sql, &[sequence.into()]).await
    }

    /// Those of these entries that are still there, in no order.
    pub async fn audit_entries_among(&self, ids: &[AuditEntryId]) -> Result<Vec<AuditRecord>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(ids.iter().copied());
        filter.and(format!("a.id IN ({places})"));
        let sql = format!("SELECT {} FROM audit_log a {}", AuditRecord::COLUMNS, filter.clause());
        self.fetch(&sql, &filter.values).await
    }
}

impl Tx {
    /// Puts a block behind all others; `Taken` where another has put one there meanwhile. Best asked for in
    /// [`crate::Store::write_read_committed`].
    pub async fn insert_audit_block(&self, new: &NewAuditBlock) -> Result<Inserted, StoreError> {
        self.insert_new(new).await
    }

    /// Deletes the oldest entries from before a time, up to a number, of those that stand in the chain before
    /// this one; returns how many were deleted.
    pub async fn delete_audit_entries(
        &self,
        before: DateTime<Utc>,
        behind: AuditEntryId,
        most: u32,
    ) -> Result<u64, StoreError> {
        let place = arrival(self.dialect());
        let sql = format!(
            "DELETE FROM audit_log WHERE id IN (SELECT a.id FROM audit_log a WHERE a.time < ?1 AND (a.{place}, \
             a.id) < (SELECT l.{place}, l.id FROM audit_log l WHERE l.id = ?2) ORDER BY a.time, a.id LIMIT ?3)"
        );
        self.execute(&sql, &[before.into(), behind.into(), most.into()]).await
    }

    /// Deletes the oldest blocks all of whose entries are from before a time, and stand before this place; up
    /// to a number.
    pub async fn delete_audit_blocks(
        &self,
        before: DateTime<Utc>,
        place: i64,
        most: u32,
    ) -> Result<u64, StoreError> {
        let sql = "WITH oldest AS (SELECT b.first, b.entries, b.last_time FROM audit_blocks b ORDER BY b.first \
                   LIMIT ?3) DELETE FROM audit_blocks WHERE first IN (SELECT o.first FROM oldest o WHERE \
                   o.first < coalesce((SELECT min(k.first) FROM oldest k WHERE k.last_time >= ?1), ?2) AND \
                   o.first + o.entries <= ?2)";
        self.execute(sql, &[before.into(), place.into(), most.into()]).await
    }
}
