//! Users as they are read: one, or a page of them.

use burgrave_core::ids::UserId;
use burgrave_core::scim::projection::Projection;
use burgrave_core::scim::schema::USERS;
use burgrave_store::{Paged, Reader, ScimSearch};

use super::view;
use crate::fault::Fault;
use crate::federation::scim::resource::Resource;

/// The user with this id.
///
/// # Errors
/// `Hidden`.
pub(in crate::federation::scim) async fn one(
    reader: &Reader,
    id: UserId,
    base: &str,
    projection: &Projection,
) -> Result<Resource, Fault> {
    let record = reader.scim_user(id).await?.ok_or(Fault::Hidden)?;
    view::one(reader, &record, view::document(&record)?, base, shows_groups(projection)).await
}

/// The users that match.
pub(in crate::federation::scim) async fn page(
    reader: &Reader,
    search: &ScimSearch,
    base: &str,
    projection: &Projection,
) -> Result<Paged<Resource>, Fault> {
    let Paged { rows, count } = reader.scim_users(search).await?;
    Ok(Paged { rows: view::several(reader, &rows, base, shows_groups(projection)).await?, count })
}

/// The groups of a user are looked up only for answers that have them.
fn shows_groups(projection: &Projection) -> bool {
    !projection.hides(&USERS, "groups")
}
