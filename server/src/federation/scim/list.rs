//! A page of users, or of groups.

use burgrave_core::scim::filter::Unknown;

use super::kind::Kind;
use super::page::Page;
use super::query::Query;
use crate::application::App;
use crate::fault::Fault;

/// Those that match.
///
/// # Errors
/// `Scim` for a query that can't be carried out.
pub(crate) async fn list(app: &App, kind: Kind, base: String, query: Query) -> Result<Page, Fault> {
    let search = query.search(kind.schema(), Unknown::Refuse)?;
    let (first, projection) = (query.first(), query.projection);
    let found = app
        .store()
        .scan(move |reader| async move { kind.page(&reader, &search, &base, &projection).await })
        .await?;
    Ok(Page::new(first, found))
}
