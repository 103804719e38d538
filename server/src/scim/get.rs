//! One user, or one group.

use burgrave_core::scim::projection::Projection;

use super::kind::Kind;
use super::resource::{self, Resource};
use crate::application::App;
use crate::fault::Fault;

/// The one with this id.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(
    app: &App,
    kind: Kind,
    base: String,
    written: &str,
    projection: Projection,
) -> Result<Resource, Fault> {
    let id = resource::id(written)?;
    app.store().read(move |reader| async move { kind.one(&reader, id, &base, &projection).await }).await
}
