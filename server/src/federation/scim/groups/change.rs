//! What PUT and PATCH have in common: a new document in the place of the one before, and the group follows.

use burgrave_core::ids::GroupId;
use burgrave_core::scim::document::Document;
use burgrave_store::{ScimGroupRecord, Tx};

use super::{follow, members, row, view};
use crate::fault::Fault;
use crate::federation::scim::context::ScimContext;
use crate::federation::scim::resource::Resource;

/// Changes a group by what `make` makes of the document.
pub(in crate::federation::scim) async fn change(
    tx: &Tx,
    context: &ScimContext,
    id: GroupId,
    make: impl Fn(Document) -> Result<Document, Fault>,
) -> Result<Resource, Fault> {
    let record = found(tx, id).await?;
    let kept = view::kept(&record);
    kept.must_be(context.if_match.as_deref())?;
    let known = tx.scim_members(&[id]).await?;
    let before = members::join(kept.document()?, known.iter().cloned())?;
    let after = make(before.clone())?;
    if after == before {
        return Ok(view::shown(&record, before, &context.base));
    }
    let (rest, wanted) = members::split(after.clone());
    let row = row::row(id, &rest, context.audit_context.now);
    if tx.scim_group_named(&row.display_name).await?.is_some_and(|other| other != id) {
        return Err(follow::taken());
    }
    let group = follow::known(tx, id).await?;
    tx.update_scim_group(&row).await?;
    tx.change_scim_members(id, &members::changes(&known, &wanted)).await?;
    let diff = follow::follow(tx, &group, &row).await?;
    context.record(tx, follow::entry("write", &group, diff, 200)).await?;
    Ok(view::shown(&found(tx, id).await?, after, &context.base))
}

/// What is kept of a group.
pub(super) async fn found(tx: &Tx, id: GroupId) -> Result<ScimGroupRecord, Fault> {
    tx.scim_group(id).await?.ok_or(Fault::Hidden)
}
