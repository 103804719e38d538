//! POST: something new, or what was here already and is taken on.

use burgrave_core::scim::document;
use serde_json::{Map, Value};

use super::context::ScimContext;
use super::kind::Kind;
use super::resource::Resource;
use crate::application::App;
use crate::fault::Fault;

/// Makes one. However many ask for the same at once, one of them gets it.
///
/// # Errors
/// `Scim`: what was sent is none of the kind, or another one has what must be unique.
pub(crate) async fn create(
    app: &App,
    kind: Kind,
    context: ScimContext,
    sent: Map<String, Value>,
) -> Result<Resource, Fault> {
    let document = document::read(kind.schema(), sent)?;
    app.store()
        .write(move |tx| {
            let (context, document) = (context.clone(), document.clone());
            async move { kind.insert(&tx, &context, &document).await }
        })
        .await
}
