//! A new group: one is made in the default organization, or one that was there is taken on.

use burgrave_core::scim::document::Document;
use burgrave_store::{Inserted, Tx};
use serde_json::Value;

use super::{follow, members, row, view};
use crate::fault::Fault;
use crate::federation::scim::context::ScimContext;
use crate::federation::scim::resource::Resource;

/// Makes a group.
pub(in crate::federation::scim) async fn insert(
    tx: &Tx,
    context: &ScimContext,
    document: &Document,
) -> Result<Resource, Fault> {
    let now = context.audit_context.now;
    let display_name = document.get("displayName").and_then(Value::as_str).unwrap_or_default();
    if tx.scim_group_named(display_name).await?.is_some() {
        return Err(follow::taken());
    }
    let group = follow::group(tx, context.id.into(), display_name, now).await?;
    let (rest, wanted) = members::split(document.clone());
    let row = row::row(group.id, &rest, now);
    if tx.insert_scim_group(&row).await? == Inserted::Taken {
        return Err(follow::taken());
    }
    tx.change_scim_members(group.id, &members::changes(&[], &wanted)).await?;
    let diff = follow::follow(tx, &group, &row).await?;
    context.record(tx, follow::entry("create", &group, diff, 201)).await?;
    let record = tx.scim_group(group.id).await?;
    let record = record.ok_or_else(|| Fault::Internal("the new SCIM group is gone".into()))?;
    Ok(view::shown(&record, document.clone(), &context.base))
}
