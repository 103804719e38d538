//! Deleting an app.

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_core::ids::AppId;
use burgrave_store::{AppRecord, Tx};

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App};
use crate::fault::Fault;

/// Deletes an app with all that was issued to it.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn delete(app: &App, context: ActionContext, id: AppId) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let context = context.clone();
            async move { remove(&tx, &context, id).await }
        })
        .await
}

async fn remove(tx: &Tx, context: &ActionContext, id: AppId) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let before = tx.oauth2_app(id).await?.ok_or(Fault::Hidden)?;
    if !caller.may(Action::Delete, &Object::site(Resource::Oauth2App)) {
        return Err(Fault::Forbidden { detail: "You do not have permission to delete apps.".into() });
    }
    tx.delete_oauth2_app(id).await?;
    Ok(audit::record(tx, context, entry(&before)).await?)
}

/// The audit entry of a deleted app.
pub(in crate::federation::oauth2) fn entry(before: &AppRecord) -> Changed {
    Changed {
        resource: "oauth2_provider_app",
        action: "delete",
        id: before.id.into(),
        target: before.name.clone(),
        organization: None,
        diff: Diff::default().field("name", before.name.as_str(), ""),
        status: 204,
    }
}
