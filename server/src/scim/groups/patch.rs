//! PATCH: operations on a group.

use burgrave_core::scim::ScimFault;
use burgrave_core::scim::patch;
use burgrave_core::scim::schema::GROUPS;
use serde_json::{Map, Value};

use super::change::change;
use crate::application::App;
use crate::fault::Fault;
use crate::scim::errand::ScimErrand;
use crate::scim::resource::{self, Resource};

/// Changes a group by operations.
///
/// # Errors
/// `Hidden`, `Changed`, `Scim`.
pub(crate) async fn patch(
    app: &App,
    errand: ScimErrand,
    written: &str,
    body: Map<String, Value>,
) -> Result<Resource, Fault> {
    let id = resource::id(written)?;
    let operations = patch::read(&body)?.ok_or_else(|| ScimFault::syntax("A PATCH needs Operations."))?;
    change(app, errand, id, move |mut document| {
        patch::apply(&GROUPS, &mut document, &operations)?;
        Ok(document)
    })
    .await
}
