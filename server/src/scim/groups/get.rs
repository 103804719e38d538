//! One group.

use burgrave_core::scim::projection::Projection;
use burgrave_core::scim::schema::GROUPS;

use super::view;
use crate::application::App;
use crate::fault::Fault;
use crate::scim::resource::{self, Resource};

/// The group with this id.
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
    let found: Result<_, Fault> =
        app.store().read(move |reader| async move { Ok(reader.scim_group(id).await?) }).await;
    let record = found?.ok_or(Fault::Hidden)?;
    Ok(view::one(&record, &base)?.projected(&GROUPS, &projection))
}
