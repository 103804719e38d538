//! One user, or one group.

use burgrave_core::scim::projection::Projection;
use burgrave_store::Reader;
use serde_json::Value;

use super::kind::Kind;
use super::resource::{self, Resource};
use crate::application::App;
use crate::fault::Fault;

/// A resource that was changed, projected: with what is too long to be read while everybody else who writes
/// waits, the members of a group. Where these can't be read the change is answered without them: it is done.
pub(crate) async fn changed(
    app: &App,
    kind: Kind,
    base: String,
    changed: Resource,
    projection: Projection,
) -> Resource {
    if let Some(id) = changed.body.get("id").and_then(Value::as_str)
        && kind.may_be_long(&projection)
        && let Ok(whole) = get(app, kind, base, id, projection.clone()).await
    {
        return whole;
    }
    changed.projected(kind.schema(), &projection)
}

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
