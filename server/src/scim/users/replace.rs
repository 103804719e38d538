//! PUT: the whole user anew.

use burgrave_core::scim::document;
use burgrave_core::scim::schema::USERS;
use serde_json::{Map, Value};

use super::change::change;
use crate::application::App;
use crate::fault::Fault;
use crate::scim::errand::ScimErrand;
use crate::scim::resource::{self, Resource};

/// Replaces a user; `active` left out stays as it is.
///
/// # Errors
/// `Hidden`, `Changed`, `Scim`.
pub(crate) async fn replace(
    app: &App,
    errand: ScimErrand,
    written: &str,
    sent: Map<String, Value>,
) -> Result<Resource, Fault> {
    let id = resource::id(written)?;
    let document = document::read(&USERS, sent)?;
    change(app, errand, id, move |_| Ok(document.clone())).await
}
