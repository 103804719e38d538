//! What PUT and PATCH have in common: a new document in the place of the one before, and the group follows.

use burgrave_core::ids::GroupId;
use burgrave_core::scim::schema::GROUPS;
use burgrave_store::{ScimGroupRecord, ScimGroupRow, ScimMemberChanges, Tx};

use super::{follow, members, view};
use crate::application::command::{Automatic, CommandContext, Outcome};
use crate::fault::Fault;
use crate::federation::scim::change_request::ChangeRequest;
use crate::federation::scim::resource::Resource;

/// Changes a group; gives it without its members. Of these only the ones are read that the change can touch.
pub(in crate::federation::scim) async fn change(
    context: &CommandContext<Automatic>,
    asked: &ChangeRequest,
) -> Result<Outcome<Resource>, Fault> {
    let id = asked.id.into();
    let record = found(context, id).await?;
    let kept = view::kept(&record);
    kept.must_be(asked.if_match.as_deref())?;
    let touched = asked.change.touches();
    let known = members::known(context, id, &touched).await?;
    let before = kept.document()?;
    let whole = members::join(before.clone(), known.iter().cloned())?;
    let (after, wanted) = members::split(asked.change.applied_to(&GROUPS, whole)?);
    let group = follow::known(context, id).await?;
    let row = ScimGroupRow::of(id, &after, context.now);
    let changes = members::changes(&known, &wanted, context.scim_next_place(id).await?);
    let differs = after != before || changes != ScimMemberChanges::default();
    if differs {
        if context.scim_group_named(&row.display_name).await?.is_some_and(|other| other != id) {
            return Err(follow::taken());
        }
        context.update_scim_group(&row).await?;
        context.change_scim_members(id, &changes).await?;
    }
    let is_named = asked.change.is_whole() || after.get("displayName") != before.get("displayName");
    let names = follow::name(context, &group, &row, is_named).await?;
    let diff = names.with(follow::members(context, &group, &touched, context.now).await?);
    if !differs && diff.is_empty() {
        return Ok(Outcome::unrecorded(view::shown(&record, after, &asked.base)));
    }
    let shown = view::shown(&found(context, id).await?, after, &asked.base);
    Ok(Outcome::changed(shown, follow::entry(&group, diff)))
}

/// What is kept of a group.
pub(super) async fn found(tx: &Tx, id: GroupId) -> Result<ScimGroupRecord, Fault> {
    tx.scim_group(id).await?.ok_or(Fault::Hidden)
}
