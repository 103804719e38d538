//! A new group: one is created in the default organization, or an existing one is linked.

use burgrave_core::scim::document::Document;
use burgrave_core::scim::patch::Reach;
use burgrave_store::{Inserted, ScimGroupRow};
use serde_json::Value;

use super::{follow, members, view};
use crate::application::command::{Automatic, CommandContext, Outcome};
use crate::fault::Fault;
use crate::federation::scim::resource::Resource;

/// Makes a group; gives it without its members.
pub(in crate::federation::scim) async fn insert(
    context: &CommandContext<Automatic>,
    document: &Document,
    base: &str,
) -> Result<Outcome<Resource>, Fault> {
    let now = context.now;
    let display_name = document.get("displayName").and_then(Value::as_str).unwrap_or_default();
    if context.scim_group_named(display_name).await?.is_some() {
        return Err(follow::taken());
    }
    let group = follow::group(context, context.new_id.into(), display_name, now).await?;
    let (rest, wanted) = members::split(document.clone());
    let row = ScimGroupRow::of(group.id, &rest, now);
    if context.insert_scim_group(&row).await? == Inserted::Taken {
        return Err(follow::taken());
    }
    context.change_scim_members(group.id, &members::changes(&[], &wanted, 0)).await?;
    let names = follow::name(context, &group, &row, true).await?;
    let diff = names.with(follow::members(context, &group, &Reach::All, now).await?);
    let record = context.scim_group(group.id).await?;
    let record = record.ok_or_else(|| Fault::Internal("the new SCIM group is gone".into()))?;
    let shown = view::shown(&record, rest, base);
    Ok(Outcome::changed(shown, follow::entry(&group, diff)))
}
