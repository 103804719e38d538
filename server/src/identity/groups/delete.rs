//! Deleting a group.

use burgrave_core::authorization::Delete;
use burgrave_store::Tx;
use uuid::Uuid;

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, find};
use crate::fault::Fault;

/// Deletes a group and its memberships.
///
/// # Errors
/// `Hidden`, `Forbidden`; `BrokenRule` for Everyone.
pub(crate) async fn delete(app: &App, context: ActionContext, id: Uuid) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let context = context.clone();
            async move { remove(&tx, &context, id).await }
        })
        .await
}

async fn remove(tx: &Tx, context: &ActionContext, id: Uuid) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let group = find::group::<Delete>(tx, &caller, id, "delete this group").await?;
    if group.is_everyone() {
        return Err(Fault::rule("The group Everyone can't be deleted."));
    }
    if !tx.delete_group(id).await? {
        return Err(Fault::Hidden);
    }
    let changed = Changed {
        resource: "group",
        action: "delete",
        id,
        target: group.name.clone(),
        organization: Some(group.organization_id),
        diff: Diff::default().field("name", group.name.as_str(), ""),
        status: 200,
    };
    Ok(audit::record(tx, context, changed).await?)
}
