//! Users and groups in one search.

use burgrave_core::scim::ScimFault;
use burgrave_core::scim::filter::Unknown;
use burgrave_core::scim::schema::{GROUPS, USERS};
use burgrave_store::ScimSearch;

use super::kind::Kind;
use super::page::{Page, SearchResult};
use super::query::Query;
use crate::application::App;
use crate::fault::Fault;

/// The users that match, and behind them the groups.
///
/// # Errors
/// `Scim` for a query that can't be carried out.
pub(crate) async fn search(app: &App, base: String, query: Query) -> Result<Page, Fault> {
    if query.sort_by.is_some() {
        let detail = "sortBy isn't for searches across types: search /Users or /Groups instead.";
        return Err(ScimFault::path(detail).into());
    }
    // Names that neither type has are refused.
    let people = query.search(&USERS, Unknown::MayBeOf(&GROUPS))?;
    let all = query.search(&GROUPS, Unknown::MayBeOf(&USERS))?;
    let (first, projection) = (query.first(), query.projection);
    let found: SearchResult = app
        .store()
        .scan(move |reader| async move {
            let mut found = Kind::Users.page(&reader, &people, &base, &projection).await?;
            let shown = u32::try_from(found.resources.len()).unwrap_or(u32::MAX);
            let rest = ScimSearch {
                offset: all.offset.saturating_sub(found.total),
                limit: all.limit.saturating_sub(shown),
                ..all
            };
            let behind = Kind::Groups.page(&reader, &rest, &base, &projection).await?;
            found.total += behind.total;
            found.resources.extend(behind.resources);
            Ok::<_, Fault>(found)
        })
        .await?;
    Ok(Page::new(first, found))
}
