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
pub(in crate::scim) async fn one(
    reader: &Reader,
    id: Uuid,
    base: &str,
    projection: &Projection,
) -> Result<Resource, Fault> {
    let record = reader.scim_group(id).await?.ok_or(Fault::Hidden)?;
    let found = view::several(reader, std::slice::from_ref(&record), base, shows_members(projection)).await?;
    found.into_iter().next().ok_or_else(|| Fault::Internal("one record shows one group".into()))
}

/// The groups that match.
pub(in crate::scim) async fn page(
    reader: &Reader,
    search: &ScimSearch,
    base: &str,
    projection: &Projection,
) -> Result<Found, Fault> {
    let page = reader.scim_groups(search).await?;
    let shown = view::several(reader, &page.rows, base, shows_members(projection)).await?;
    let resources = shown.into_iter().map(|one| one.projected(&GROUPS, projection).body).collect();
    Ok(Found { total: page.count, resources })
}

/// Members are read only to be shown.
pub(in crate::scim) fn shows_members(projection: &Projection) -> bool {
    !projection.hides(&GROUPS, "members")
}
