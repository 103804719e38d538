//! What the entries of the ledger come to.

use std::sync::Arc;

use burgrave_store::{LedgerBy, LedgerFilter, LedgerSum};

use super::LedgerSearch;
use crate::application::{App, Caller};
use crate::fault::Fault;

/// What the permitted builds have cost that match and that the caller may see: so many sums after so many
/// others, the largest first; months in their order.
///
/// # Errors
/// `Hidden` for the organization; `UnknownFilter` for a user that can't be read.
pub(crate) async fn sums(
    app: &App,
    caller: Arc<Caller>,
    search: LedgerSearch,
    by: LedgerBy,
    (limit, offset): (u32, u32),
) -> Result<Vec<LedgerSum>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let (organization, seen) = search.seen_by(&reader, &caller).await?;
            let Some(seen) = seen else { return Ok(Vec::new()) };
            let asked = LedgerFilter { limit, offset, ..seen };
            Ok(reader.quota_sums(organization, &asked, by).await?)
        })
        .await
}
