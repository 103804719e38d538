//! What PUT and PATCH have in common: a new document in the place of the one before, and the group follows.

use burgrave_core::ids::GroupId;
use burgrave_store::{ScimGroupRecord, Tx};

use super::{follow, members, row, view};
use crate::application::command::{Automatic, CommandContext, Outcome};
use crate::fault::Fault;
use crate::federation::scim::change::ChangeResource;
use crate::federation::scim::resource::Resource;

/// Changes a group.
pub(in crate::federation::scim) async fn change(
    context: &CommandContext<Automatic>,
    asked: &ChangeResource,
) -> Result<Outcome<Resource>, Fault> {
    let id = asked.id.into();
    let record = found(context, id).await?;
    let kept = view::kept(&record);
    kept.must_be(asked.if_match.as_deref())?;
    let known = context.scim_members(&[id]).await?;
    let before = members::join(kept.document()?, known.iter().cloned())?;
    let after = asked.change.applied_to(asked.kind, before.clone())?;
    if after == before {
        return Ok(Outcome::unrecorded(view::shown(&record, before, &asked.base)));
    }
    let (rest, wanted) = members::split(after.clone());
    let row = row::row(id, &rest, context.now);
    if context.scim_group_named(&row.display_name).await?.is_some_and(|other| other != id) {
        return Err(follow::taken());
    }
    let group = follow::known(context, id).await?;
    context.update_scim_group(&row).await?;
    context.change_scim_members(id, &members::changes(&known, &wanted)).await?;
    let diff = follow::follow(context, &group, &row).await?;
    let shown = view::shown(&found(context, id).await?, after, &asked.base);
    Ok(Outcome::changed(shown, follow::entry(&group, diff)))
}

/// What is kept of a group.
pub(super) async fn found(tx: &Tx, id: GroupId) -> Result<ScimGroupRecord, Fault> {
    tx.scim_group(id).await?.ok_or(Fault::Hidden)
}
