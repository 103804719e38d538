//! What PUT and PATCH have in common: a new document in the place of the one before, and the group follows.

use burgrave_core::scim::document::Document;
use burgrave_store::{ScimGroupRecord, Tx};
use uuid::Uuid;

use super::{follow, row, view};
use crate::application::App;
use crate::fault::Fault;
use crate::scim::errand::ScimErrand;
use crate::scim::resource::Resource;

/// Changes a group by what `make` makes of the document. What doesn't change anything leaves the version as it is.
///
/// # Errors
/// `Hidden`, `Changed`, and whatever `make` refuses; `Scim` when the `displayName` is taken.
pub(super) async fn change(
    app: &App,
    errand: ScimErrand,
    id: Uuid,
    make: impl Fn(Document) -> Result<Document, Fault> + Clone + Send + Sync + 'static,
) -> Result<Resource, Fault> {
    app.store()
        .write(move |tx| {
            let (errand, make) = (errand.clone(), make.clone());
            async move { inside(&tx, &errand, id, make).await }
        })
        .await
}

async fn inside(
    tx: &Tx,
    errand: &ScimErrand,
    id: Uuid,
    make: impl Fn(Document) -> Result<Document, Fault>,
) -> Result<Resource, Fault> {
    let record = found(tx, id).await?;
    let kept = view::kept(&record);
    kept.must_be(errand.if_match.as_deref())?;
    let before = kept.document()?;
    let after = make(before.clone())?;
    if after == before {
        return view::one(&record, &errand.base);
    }
    let row = row::row(id, &after, errand.trail.now);
    if tx.scim_group_named(&row.display_name).await?.is_some_and(|other| other != id) {
        return Err(follow::taken());
    }
    let group = follow::known(tx, id).await?;
    let diff = follow::follow(tx, &group, &row).await?;
    tx.update_scim_group(&row).await?;
    errand.record(tx, follow::entry("write", &group, diff, 200)).await?;
    view::one(&found(tx, id).await?, &errand.base)
}

/// What is kept of a group.
pub(super) async fn found(tx: &Tx, id: Uuid) -> Result<ScimGroupRecord, Fault> {
    tx.scim_group(id).await?.ok_or(Fault::Hidden)
}
