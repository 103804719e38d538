//! PUT and PATCH: a new document in the place of the one before.

use burgrave_core::scim::ScimFault;
use burgrave_core::scim::document::{self, Document};
use burgrave_core::scim::patch;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::context::ScimContext;
use super::kind::Kind;
use super::resource::{self, Resource};
use super::users;
use crate::application::App;
use crate::fault::Fault;

/// Replaces all of it; a user's `active` that is left out stays as it is.
///
/// # Errors
/// `Hidden`, `Changed`, `Scim`.
pub(crate) async fn replace(
    app: &App,
    kind: Kind,
    context: ScimContext,
    written: &str,
    sent: Map<String, Value>,
) -> Result<Resource, Fault> {
    let id = resource::id(written)?;
    let document = document::read(kind.schema(), sent)?;
    change(app, kind, context, id, move |_| Ok(document.clone())).await
}

/// Changes it by operations; a user may also come with the older body, of which only `active` counts.
///
/// # Errors
/// `Hidden`, `Changed`, `Scim`.
pub(crate) async fn patch(
    app: &App,
    kind: Kind,
    context: ScimContext,
    written: &str,
    body: Map<String, Value>,
) -> Result<Resource, Fault> {
    let id = resource::id(written)?;
    if let Some(operations) = patch::read(&body)? {
        let after = move |mut document| {
            patch::apply(kind.schema(), &mut document, &operations)?;
            Ok(document)
        };
        return change(app, kind, context, id, after).await;
    }
    if kind == Kind::Groups {
        return Err(ScimFault::syntax("A PATCH needs Operations.").into());
    }
    let active = users::older::active(body)?;
    let after = move |mut document: Document| {
        document.insert("active".into(), active.into());
        Ok(document)
    };
    change(app, kind, context, id, after).await
}

async fn change(
    app: &App,
    kind: Kind,
    context: ScimContext,
    id: Uuid,
    make: impl Fn(Document) -> Result<Document, Fault> + Clone + Send + Sync + 'static,
) -> Result<Resource, Fault> {
    app.store()
        .write(move |tx| {
            let (context, make) = (context.clone(), make.clone());
            async move { kind.change(&tx, &context, id, make).await }
        })
        .await
}
