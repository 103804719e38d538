//! A page of groups.

use burgrave_core::scim::filter::Unknown;
use burgrave_core::scim::projection::Projection;
use burgrave_core::scim::schema::GROUPS;
use burgrave_store::{Reader, ScimSearch};

use super::view;
use crate::application::App;
use crate::fault::Fault;
use crate::scim::page::{Found, Page};
use crate::scim::query::Query;

/// The groups that match.
///
/// # Errors
/// `Scim` for a query that can't be carried out.
pub(crate) async fn list(app: &App, base: String, query: Query) -> Result<Page, Fault> {
    let search = query.search(&GROUPS, Unknown::Refuse)?;
    let (first, projection) = (query.first(), query.projection);
    let found = app
        .store()
        .scan(move |reader| async move { among(&reader, &search, &base, &projection).await })
        .await?;
    Ok(Page::new(first, found))
}

/// A page of groups inside a transaction.
pub(in crate::scim) async fn among(
    reader: &Reader,
    search: &ScimSearch,
    base: &str,
    projection: &Projection,
) -> Result<Found, Fault> {
    let page = reader.scim_groups(search).await?;
    let shown =
        page.rows.iter().map(|record| Ok(view::one(record, base)?.projected(&GROUPS, projection).body));
    Ok(Found { total: page.count, resources: shown.collect::<Result<_, Fault>>()? })
}
