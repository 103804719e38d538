//! Groups as they are read: one, or a page of them.

use burgrave_core::scim::projection::Projection;
use burgrave_core::scim::schema::GROUPS;
use burgrave_store::{Reader, ScimSearch};
use uuid::Uuid;

use super::view;
use crate::fault::Fault;
use crate::scim::page::Found;
use crate::scim::resource::Resource;

/// The group with this id.
///
/// # Errors
/// `Hidden`.
pub(in crate::scim) async fn one(reader: &Reader, id: Uuid, base: &str) -> Result<Resource, Fault> {
    view::one(&reader.scim_group(id).await?.ok_or(Fault::Hidden)?, base)
}

/// The groups that match.
pub(in crate::scim) async fn page(
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
