//! One user.

use burgrave_core::scim::projection::Projection;
use burgrave_core::scim::schema::USERS;

use super::view;
use crate::application::App;
use crate::fault::Fault;
use crate::scim::resource::{self, Resource};

/// The user with this id.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(
    app: &App,
    base: String,
    written: &str,
    projection: Projection,
) -> Result<Resource, Fault> {
    let id = resource::id(written)?;
    let with_groups = !projection.hides(&USERS, "groups");
    app.store()
        .read(move |reader| async move {
            let record = reader.scim_user(id).await?.ok_or(Fault::Hidden)?;
            let resource = view::one(&reader, &record, &base, with_groups).await?;
            Ok(resource.projected(&USERS, &projection))
        })
        .await
}
