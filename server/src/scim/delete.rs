//! DELETE: SCIM forgets it.

use super::errand::ScimErrand;
use super::kind::Kind;
use super::resource;
use crate::application::App;
use crate::fault::Fault;

/// Deletes one. The account of a user stays, and so do the members of a group.
///
/// # Errors
/// `Hidden`, `Changed`.
pub(crate) async fn delete(app: &App, kind: Kind, errand: ScimErrand, written: &str) -> Result<(), Fault> {
    let id = resource::id(written)?;
    app.store()
        .write(move |tx| {
            let errand = errand.clone();
            async move { kind.remove(&tx, &errand, id).await }
        })
        .await
}
