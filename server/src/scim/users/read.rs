//! Users as they are read: one, or a page of them.

use burgrave_core::scim::projection::Projection;
use burgrave_core::scim::schema::USERS;
use burgrave_store::{Reader, ScimSearch};
use uuid::Uuid;

use super::view;
use crate::fault::Fault;
use crate::scim::page::Found;
use crate::scim::resource::Resource;

/// The user with this id.
///
/// # Errors
/// `Hidden`.
pub(in crate::scim) async fn one(
    reader: &Reader,
    id: Uuid,
    base: &str,
    projection: &Projection,
) -> Result<Resource, Fault> {
    let record = reader.scim_user(id).await?.ok_or(Fault::Hidden)?;
    view::one(reader, &record, base, shows_groups(projection)).await
}

/// The users that match.
pub(in crate::scim) async fn page(
    reader: &Reader,
    search: &ScimSearch,
    base: &str,
    projection: &Projection,
) -> Result<Found, Fault> {
    let page = reader.scim_users(search).await?;
    let shown = view::several(reader, &page.rows, base, shows_groups(projection)).await?;
    let resources = shown.into_iter().map(|one| one.projected(&USERS, projection).body).collect();
    Ok(Found { total: page.count, resources })
}

/// Which groups list somebody is looked up only to be shown.
fn shows_groups(projection: &Projection) -> bool {
    !projection.hides(&USERS, "groups")
}
