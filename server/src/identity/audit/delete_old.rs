//! Entries that are older than the operator keeps, the oldest first. Those that aren't in the chain yet, or
//! that a receiver hasn't got, stay.

use burgrave_core::ids::AuditEntryId;
use burgrave_store::{Reader, Tx};
use chrono::{DateTime, TimeDelta, Utc};

use super::chain::{BEGINS_AT, DELETED_BEFORE, beginning};
use crate::application::App;
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;

/// How often it is looked for them.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// How many one transaction deletes: other writes wait for no more than that.
const AT_ONCE: u32 = 500;

/// Deletes them; none where everything is kept.
pub(crate) fn delete_old(app: App) -> Option<Task> {
    let kept = app.settings().audit_retention?;
    Some(Task::on_one_replica("old_audit_entries", EVERY, move |stop| delete(app.clone(), kept, stop)))
}

async fn delete(app: App, kept: TimeDelta, stop: Stop) -> Result<(), Failed> {
    // Nothing is as old as a time before the calendar begins.
    let Some(before) = app.now().checked_sub_signed(kept) else { return Ok(()) };
    let receivers = app.settings().governance.audit.receivers();
    let found = app.store().read(move |reader| async move { deletable(&reader, &receivers).await });
    let Some((place, behind)) = found.await? else { return Ok(()) };
    let mut said = false;
    while !stop.is_cancelled() {
        let (tell, now) = (!said, app.now());
        let deleted = app.store().write(move |tx| async move {
            if tell {
                tell_time(&tx, before, now).await?;
            }
            let entries = tx.delete_audit_entries(before, behind, AT_ONCE).await?;
            let blocks = match entries {
                0 => tx.delete_audit_blocks(before, place, AT_ONCE).await?,
                _ => 0,
            };
            if blocks > 0 {
                tell_beginning(&tx, now).await?;
            }
            Ok::<_, Fault>(entries + blocks)
        });
        said = true;
        if deleted.await? == 0 {
            break;
        }
    }
    Ok(())
}

/// Keeps from before which time entries were deleted: the latest, also where less is kept from now on.
async fn tell_time(tx: &Tx, before: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Fault> {
    let known = tx.setting(DELETED_BEFORE).await?.and_then(|known| known.parse().ok());
    let latest = before.timestamp_micros().max(known.unwrap_or(i64::MIN));
    Ok(tx.set_setting(DELETED_BEFORE, &latest.to_string(), now).await?)
}

/// Keeps where the chain begins now.
async fn tell_beginning(tx: &Tx, now: DateTime<Utc>) -> Result<(), Fault> {
    let Some((first, before)) = tx.audit_chain_beginning().await? else { return Ok(()) };
    Ok(tx.set_setting(BEGINS_AT, &beginning(first, &before), now).await?)
}

/// The last entry of the chain that every receiver has got: its place and its id.
async fn deletable(
    reader: &Reader,
    receivers: &[&'static str],
) -> Result<Option<(i64, AuditEntryId)>, Fault> {
    let Some(end) = reader.audit_chain_end().await? else { return Ok(None) };
    let mut place = end.sequence();
    for receiver in receivers {
        place = place.min(reader.audit_received(receiver).await?);
    }
    let Some(block) = reader.audit_block_behind(place - 1).await? else { return Ok(None) };
    Ok(block.links().find(|(at, ..)| *at == place).map(|(at, id, _)| (at, id)))
}
