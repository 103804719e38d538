//! One user, or one group.

use burgrave_core::scim::projection::Projection;
use burgrave_store::Reader;

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
    let is_long = kind.may_be_long(&projection);
    let find = move |reader: Reader| async move { kind.one(&reader, id, &base, &projection).await };
    if is_long { app.store().scan(find).await } else { app.store().read(find).await }
}
