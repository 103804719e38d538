//! DELETE: SCIM forgets it.

use super::context::ScimContext;
use super::kind::Kind;
use super::resource;
use crate::application::App;
use crate::fault::Fault;

/// Deletes one. The account of a user stays, and so do the members of a group.
///
/// # Errors
/// `Hidden`, `Changed`.
pub(crate) async fn delete(app: &App, kind: Kind, context: ScimContext, written: &str) -> Result<(), Fault> {
    let id = resource::id(written)?;
    app.store()
        .write(move |tx| {
            let context = context.clone();
            async move { kind.remove(&tx, &context, id).await }
        })
        .await
}
