//! The ledger as a stream.

use std::sync::Arc;

use burgrave_core::ids::OrganizationId;
use burgrave_store::LedgerFilter;
use futures::stream::{BoxStream, StreamExt, once, try_unfold};

use super::{LedgerSearch, csv};
use crate::application::{App, Caller};
use crate::fault::Fault;

/// Entries that are read at once: what an export keeps in memory doesn't grow with the ledger.
const AT_ONCE: u32 = 500;

/// All entries that match and that the caller may see, oldest first, as CSV in pieces.
///
/// # Errors
/// `Hidden` for the organization; `UnknownFilter` for a user that can't be read.
pub(crate) async fn export(
    app: &App,
    caller: Arc<Caller>,
    search: LedgerSearch,
) -> Result<BoxStream<'static, Result<String, Fault>>, Fault> {
    let (organization, seen) =
        app.store().scan(move |reader| async move { search.seen_by(&reader, &caller).await }).await?;
    let head = once(async { Ok(csv::head()) });
    Ok(match seen {
        Some(seen) => head.chain(pieces(app.clone(), organization, seen)).boxed(),
        None => head.boxed(),
    })
}

fn pieces(
    app: App,
    organization: OrganizationId,
    seen: LedgerFilter,
) -> impl futures::Stream<Item = Result<String, Fault>> + Send + 'static {
    try_unfold((app, Some(seen)), move |(app, next)| async move {
        let Some(seen) = next else { return Ok(None) };
        let asked = LedgerFilter { limit: AT_ONCE, ..seen };
        let read =
            app.store().scan(move |reader| async move { reader.quota_ledger(organization, &asked).await });
        let entries = read.await?;
        let Some(last) = entries.last() else { return Ok(None) };
        let after = Some((last.at, last.id));
        Ok(Some((entries.iter().map(csv::line).collect(), (app, Some(LedgerFilter { after, ..seen })))))
    })
}
