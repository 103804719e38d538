//! Entries that were committed are put into the chain, in the order of their commits. Actions that write
//! entries know nothing of it, and wait for nothing. Replicas may do so at the same time: the place of a block
//! is taken once.

use burgrave_store::{AuditRecord, ChainEnd, Inserted, NewAuditBlock};
use chrono::{DateTime, TimeDelta, Utc};

use super::{BEGINNING, link};
use crate::application::App;
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;

/// How often it is looked for new ones.
const EVERY: TimeDelta = TimeDelta::seconds(1);

/// Entries of a block at most.
const AT_ONCE: u32 = 1_000;

/// The task.
pub(crate) fn seal(app: App) -> Task {
    Task::on_each_replica("audit_sealed", EVERY, move |stop| run(app.clone(), stop))
}

async fn run(app: App, stop: Stop) -> Result<(), Failed> {
    while !stop.is_cancelled() && any(&app).await? {
        let Some(block) = next(&app).await? else { break };
        let entries = block.entries;
        let put = app.store().write_read_committed(move |tx| {
            let block = block.clone();
            async move { tx.insert_audit_block(&block).await }
        });
        // Where another replica was first, it goes on.
        if put.await? == Inserted::Taken || entries < AT_ONCE {
            break;
        }
    }
    Ok(())
}

async fn any(app: &App) -> Result<bool, Fault> {
    let found = app.store().read(|reader| async move {
        let end = reader.audit_chain_end().await?;
        Ok::<_, Fault>(!reader.unsealed_audit_entries(end.as_ref(), 1).await?.is_empty())
    });
    found.await
}

async fn next(app: &App) -> Result<Option<NewAuditBlock>, Fault> {
    let found = app.store().scan(|reader| async move {
        let end = reader.audit_chain_end().await?;
        let entries = reader.unsealed_audit_entries(end.as_ref(), AT_ONCE).await?;
        let arrival = match entries.last() {
            Some(last) => reader.audit_arrival(last.id).await?,
            None => None,
        };
        Ok::<_, Fault>((end, entries, arrival.unwrap_or_default()))
    });
    let (end, entries, arrival) = found.await?;
    Ok(block(end.as_ref(), &entries, arrival, app.now()))
}

/// The block of these entries; none without entries.
fn block(
    end: Option<&ChainEnd>,
    entries: &[AuditRecord],
    arrival: i64,
    now: DateTime<Utc>,
) -> Option<NewAuditBlock> {
    let (last, last_time) = (entries.last()?, entries.iter().map(|entry| entry.time).max()?);
    let before = end.map_or(BEGINNING.to_vec(), |end| end.last_hash.clone());
    let (mut ids, mut hashes, mut hash) = (Vec::new(), Vec::new(), before.clone());
    for entry in entries {
        hash = link::hash(&hash, &link::text_of(entry)).to_vec();
        ids.extend_from_slice(uuid::Uuid::from(entry.id).as_bytes());
        hashes.extend_from_slice(&hash);
    }
    Some(NewAuditBlock {
        first: end.map_or(1, |end| end.sequence() + 1),
        entries: u32::try_from(entries.len()).unwrap_or(u32::MAX),
        before,
        ids,
        hashes,
        last_id: last.id,
        last_hash: hash,
        last_time,
        arrival,
        sealed_at: now,
    })
}
