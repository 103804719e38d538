//! PATCH: operations, or the older body of which only `active` counts.

use burgrave_core::scim::ScimFault;
use burgrave_core::scim::document::{self, Document};
use burgrave_core::scim::patch::{self, Operation};
use burgrave_core::scim::schema::USERS;
use serde_json::{Map, Value};

use super::change::change;
use crate::application::App;
use crate::fault::Fault;
use crate::scim::errand::ScimErrand;
use crate::scim::resource::{self, Resource};

/// Changes a user by operations.
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
    match patch::read(&body)? {
        Some(operations) => change(app, errand, id, move |before| after(before, &operations)).await,
        None => {
            let active = active(body)?;
            change(app, errand, id, move |mut before| {
                before.insert("active".into(), active.into());
                Ok(before)
            })
            .await
        }
    }
}

fn after(mut document: Document, operations: &[Operation]) -> Result<Document, Fault> {
    patch::apply(&USERS, &mut document, operations)?;
    Ok(document)
}

/// Of a user without operations only this is read.
fn active(body: Map<String, Value>) -> Result<bool, ScimFault> {
    let wanted: Map<String, Value> =
        body.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case("active")).collect();
    let document = document::attributes(&USERS, wanted)?;
    let fault = || ScimFault::syntax("A PATCH needs Operations, or a user with active.");
    document.get("active").and_then(Value::as_bool).ok_or_else(fault)
}
