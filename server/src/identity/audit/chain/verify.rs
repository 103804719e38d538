//! Whether the chain is whole: every entry is the one that was put into it, and none is missing but those
//! that were old enough to be deleted.

use std::collections::HashMap;

use burgrave_core::ids::AuditEntryId;
use burgrave_store::{AuditBlock, AuditRecord, Reader, Store, StoreError};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{BEGINNING, link};

/// The setting that holds from before which time entries were deleted, in microseconds since 1970.
pub(in crate::identity::audit) const DELETED_BEFORE: &str = "audit_deleted_before";

/// The setting that holds where the chain begins since older blocks were deleted.
pub(in crate::identity::audit) const BEGINS_AT: &str = "audit_begins_at";

/// How often it is looked again where something is wrong: old entries may be deleted meanwhile.
const LOOKS: u32 = 4;

/// The place of the first entry and the hash before it, as they are kept.
pub(in crate::identity::audit) fn beginning(first: i64, before: &[u8]) -> String {
    format!("{first}:{}", hex::encode(before))
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// There is no entry in the chain.
    Empty,
    /// All of it is as it was.
    Whole {
        /// The place of the first entry that is kept.
        first: i64,
        /// That of the last.
        last: i64,
        /// The hash of the last, in hexadecimal.
        hash: String,
        /// Entries that were deleted because they were old, and whose hashes are kept.
        deleted: u64,
    },
    /// It isn't, from this entry on.
    Broken {
        /// Its place.
        sequence: i64,
        /// The entry, where the chain still names one.
        id: Option<Uuid>,
        /// What is wrong.
        why: &'static str,
    },
}

/// Looks at all of it, block by block. What is wrong is wrong twice: a server may delete old entries meanwhile.
///
/// # Errors
/// The database's.
pub(crate) async fn verify(store: &Store) -> Result<Verdict, StoreError> {
    let mut verdict = look(store).await?;
    for _ in 1..LOOKS {
        let Verdict::Broken { .. } = verdict else { break };
        let again = look(store).await?;
        if again == verdict {
            break;
        }
        verdict = again;
    }
    Ok(verdict)
}

async fn look(store: &Store) -> Result<Verdict, StoreError> {
    let mut walk = store.read(|reader| async move { Walk::new(&reader).await }).await?;
    loop {
        let behind = walk.sequence;
        let found = store.scan(move |reader| async move {
            let Some(block) = reader.audit_block_behind(behind).await? else { return Ok(None) };
            let ids: Vec<_> = block.links().map(|(_, id, _)| id).collect();
            let entries = reader.audit_entries_among(&ids).await?;
            Ok::<_, StoreError>(Some((block, entries)))
        });
        let Some((block, entries)) = found.await? else { break };
        if let Err(broken) = walk.block(&block, &entries) {
            return Ok(broken);
        }
    }
    let (Some(first), Some(end)) = (walk.first, walk.last) else { return Ok(Verdict::Empty) };
    let there = store.scan(move |reader| async move { reader.audit_entries_up_to(end).await }).await?;
    if there.is_some_and(|there| there > walk.kept) {
        let why = "there are entries up to it that are not in the chain";
        return Ok(Verdict::Broken { sequence: walk.sequence, id: Some(end.into()), why });
    }
    let (last, hash, deleted) = (walk.sequence, hex::encode(&walk.hash), walk.deleted);
    Ok(Verdict::Whole { first, last, hash, deleted })
}

/// How far it is looked.
struct Walk {
    deleted_before: DateTime<Utc>,
    /// Where the chain begins, if older blocks were deleted.
    begins_at: Option<String>,
    first: Option<i64>,
    sequence: i64,
    last: Option<AuditEntryId>,
    hash: Vec<u8>,
    kept: u64,
    deleted: u64,
}

impl Walk {
    async fn new(reader: &Reader) -> Result<Self, StoreError> {
        let deleted_before = reader.setting(DELETED_BEFORE).await?;
        let deleted_before = deleted_before
            .and_then(|kept| kept.parse().ok())
            .and_then(DateTime::from_timestamp_micros)
            .unwrap_or(DateTime::<Utc>::MIN_UTC);
        let begins_at = reader.setting(BEGINS_AT).await?;
        let (first, last, hash) = (None, None, Vec::new());
        Ok(Self { deleted_before, begins_at, first, sequence: 0, last, hash, kept: 0, deleted: 0 })
    }

    fn block(&mut self, block: &AuditBlock, entries: &[AuditRecord]) -> Result<(), Verdict> {
        let broken = |sequence, why| Verdict::Broken { sequence, id: None, why };
        match self.first {
            None if block.first != 1
                && self.begins_at.as_ref() != Some(&beginning(block.first, &block.before)) =>
            {
                return Err(broken(block.first, "what comes before it is missing in the chain"));
            }
            None if block.first == 1 && block.before != BEGINNING => {
                return Err(broken(1, "there was something before the first entry"));
            }
            None => (self.first, self.hash) = (Some(block.first), block.before.clone()),
            Some(_) if block.first != self.sequence + 1 => {
                return Err(broken(self.sequence + 1, "it is missing in the chain"));
            }
            Some(_) if block.before != self.hash => {
                return Err(broken(block.first, "it doesn't follow the entry before it"));
            }
            Some(_) => {}
        }
        let count = usize::try_from(block.entries).unwrap_or(usize::MAX);
        if count == 0
            || block.links().count() != count
            || block.ids.len() != count * 16
            || block.hashes.len() != count * 32
        {
            return Err(broken(block.first, "its place in the chain is damaged"));
        }
        let entries: HashMap<AuditEntryId, &AuditRecord> =
            entries.iter().map(|entry| (entry.id, entry)).collect();
        for (sequence, id, hash) in block.links() {
            self.link(entries.get(&id).copied(), id, hash).map_err(|why| Verdict::Broken {
                sequence,
                id: Some(id.into()),
                why,
            })?;
            (self.sequence, self.last) = (sequence, Some(id));
        }
        Ok(())
    }

    fn link(
        &mut self,
        entry: Option<&AuditRecord>,
        id: AuditEntryId,
        hash: &[u8],
    ) -> Result<(), &'static str> {
        match entry {
            Some(entry) if link::hash(&self.hash, &link::text_of(entry)).as_slice() != hash => {
                return Err("it was changed, or what comes before it in the chain");
            }
            Some(_) => self.kept += 1,
            None if made_at(id.into()).is_some_and(|made| made < self.deleted_before) => self.deleted += 1,
            None => return Err("it was deleted, and is not old enough for that"),
        }
        self.hash = hash.to_vec();
        Ok(())
    }
}

/// When an entry was written, as its id says (RFC 9562 version 7).
fn made_at(id: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}
