//! Groups as they are read: one, or a page of them.

use burgrave_core::ids::GroupId;
use burgrave_core::scim::projection::Projection;
use burgrave_core::scim::schema::GROUPS;
use burgrave_store::{Paged, Reader, ScimSearch};

use super::view;
use crate::fault::Fault;
use crate::federation::scim::resource::Resource;

/// The group with this id.
///
/// # Errors
/// `Hidden`.
pub(in crate::federation::scim) async fn one(
    reader: &Reader,
    id: GroupId,
    base: &str,
    projection: &Projection,
) -> Result<Resource, Fault> {
    let record = reader.scim_group(id).await?.ok_or(Fault::Hidden)?;
    let found = view::several(reader, std::slice::from_ref(&record), base, shows_members(projection)).await?;
    found.into_iter().next().ok_or_else(|| Fault::Internal("one record shows one group".into()))
}

/// The groups that match.
pub(in crate::federation::scim) async fn page(
    reader: &Reader,
    search: &ScimSearch,
    base: &str,
    projection: &Projection,
) -> Result<Paged<Resource>, Fault> {
    let Paged { rows, count } = reader.scim_groups(search).await?;
    Ok(Paged { rows: view::several(reader, &rows, base, shows_members(projection)).await?, count })
}

/// Members are read only to be shown.
pub(in crate::federation::scim) fn shows_members(projection: &Projection) -> bool {
    !projection.hides(&GROUPS, "members")
}
