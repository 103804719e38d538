//! A page of users.

use burgrave_core::scim::filter::Unknown;
use burgrave_core::scim::projection::Projection;
use burgrave_core::scim::schema::USERS;
use burgrave_store::{Reader, ScimSearch};

use super::view;
use crate::application::App;
use crate::fault::Fault;
use crate::scim::page::{Found, Page};
use crate::scim::query::Query;

/// The users that match.
///
/// # Errors
/// `Scim` for a query that can't be carried out.
pub(crate) async fn list(app: &App, base: String, query: Query) -> Result<Page, Fault> {
    let search = query.search(&USERS, Unknown::Refuse)?;
    let (first, projection) = (query.first(), query.projection);
    let found = app
        .store()
        .scan(move |reader| async move { among(&reader, &search, &base, &projection).await })
        .await?;
    Ok(Page::new(first, found))
}

/// A page of users inside a transaction.
pub(in crate::scim) async fn among(
    reader: &Reader,
    search: &ScimSearch,
    base: &str,
    projection: &Projection,
) -> Result<Found, Fault> {
    let page = reader.scim_users(search).await?;
    let with_groups = !projection.hides(&USERS, "groups");
    let shown = view::several(reader, &page.rows, base, with_groups).await?;
    let resources = shown.into_iter().map(|one| one.projected(&USERS, projection).body).collect();
    Ok(Found { total: page.count, resources })
}
