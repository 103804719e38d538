//! What stands in the chain behind a place, as receivers are told of it.

use std::collections::HashMap;

use burgrave_core::ids::AuditEntryId;
use burgrave_store::{AuditRecord, Reader, StoreError};

use super::link;

/// An entry of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChainLine {
    /// Its place; that of the first is 1.
    pub(crate) sequence: i64,
    /// Its hash, in hexadecimal.
    pub(crate) hash: String,
    /// All of it as JSON on one line: `sequence`, `hash`, and `entry`, which is null where it is gone.
    pub(crate) text: String,
}

/// Entries that are told together, at least, where there are as many; a block has as many at most.
const TOGETHER: usize = 1_000;

/// The next entries behind this place, in their order; none at the end of the chain.
///
/// # Errors
/// The database's.
pub(crate) async fn lines_behind(reader: &Reader, mut sequence: i64) -> Result<Vec<ChainLine>, StoreError> {
    let mut lines = Vec::new();
    while lines.len() < TOGETHER {
        let Some(block) = reader.audit_block_behind(sequence).await? else { break };
        let links: Vec<_> = block.links().filter(|(place, ..)| *place > sequence).collect();
        let ids: Vec<AuditEntryId> = links.iter().map(|(_, id, _)| *id).collect();
        let entries = reader.audit_entries_among(&ids).await?;
        let entries: HashMap<AuditEntryId, &AuditRecord> =
            entries.iter().map(|entry| (entry.id, entry)).collect();
        let told = |(place, id, hash)| line(place, hash, entries.get(&id).copied());
        lines.extend(links.into_iter().map(told));
        sequence = block.last();
    }
    Ok(lines)
}

fn line(sequence: i64, hash: &[u8], entry: Option<&AuditRecord>) -> ChainLine {
    let hash = hex::encode(hash);
    let entry = entry.map_or_else(|| "null".to_owned(), link::text_of);
    let text = format!("{{\"sequence\":{sequence},\"hash\":\"{hash}\",\"entry\":{entry}}}");
    ChainLine { sequence, hash, text }
}
