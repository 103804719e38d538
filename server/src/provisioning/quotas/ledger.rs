//! A page of the ledger.

use std::sync::Arc;

use burgrave_core::ids::LedgerEntryId;
use burgrave_store::{LedgerFilter, LedgerRecord, Paged};

use super::LedgerSearch;
use crate::application::{App, Caller};
use crate::fault::Fault;

/// Matching entries are counted up to this number: what a count costs doesn't grow with the ledger.
const COUNT_CAP: u32 = 2000;

/// Which part of the ledger is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LedgerPage {
    /// Only what comes after this entry.
    pub(crate) after: Option<LedgerEntryId>,
    /// Entries at most.
    pub(crate) limit: u32,
}

/// The entries that match and that the caller may see, oldest first.
///
/// # Errors
/// `Hidden` for the organization; `UnknownFilter` for a user that can't be read, or for an entry to go on
/// after that the caller doesn't see.
pub(crate) async fn ledger(
    app: &App,
    caller: Arc<Caller>,
    search: LedgerSearch,
    page: LedgerPage,
) -> Result<Paged<LedgerRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let (organization, seen) = search.seen_by(&reader, &caller).await?;
            let unknown = || Fault::unknown_filter("after_id", "must be the id of an entry of this list");
            let Some(seen) = seen else {
                let nothing = Paged { rows: Vec::new(), count: 0 };
                return if page.after.is_some() { Err(unknown()) } else { Ok(nothing) };
            };
            let after = match page.after {
                Some(id) => {
                    let at = reader.quota_ledger_time(organization, &seen, id).await?;
                    Some((at.ok_or_else(unknown)?, id))
                }
                None => None,
            };
            let asked = LedgerFilter { after, limit: page.limit, ..seen };
            Ok(Paged {
                rows: reader.quota_ledger(organization, &asked).await?,
                count: reader.count_quota_ledger(organization, &asked, COUNT_CAP).await?,
            })
        })
        .await
}
