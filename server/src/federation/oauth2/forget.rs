//! A user sends an app away.

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_store::Tx;

use super::client;
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App};
use crate::fault::Fault;

/// Ends every code and token that the caller has given to the app.
///
/// # Errors
/// `invalid_client` for an app that isn't there; `Forbidden` when the caller's key doesn't reach so far.
pub(crate) async fn forget(app: &App, context: ActionContext, client_id: String) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let (context, client_id) = (context.clone(), client_id.clone());
            async move { end(&tx, &context, &client_id).await }
        })
        .await
}

async fn end(tx: &Tx, context: &ActionContext, client_id: &str) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let own = Object::site(Resource::Oauth2AppCodeToken).owned_by(caller.user.id);
    if !caller.may(Action::Delete, &own) {
        let detail = "You do not have permission to end what apps were given.".into();
        return Err(Fault::Forbidden { detail });
    }
    let app = client::app(tx, client_id).await?;
    tx.delete_oauth2_codes(caller.user.id, Some(app.id)).await?;
    let grant = tx.oauth2_grant_of(caller.user.id, app.id).await?;
    if let Some(grant) = &grant {
        tx.delete_oauth2_grant(grant.id).await?;
    }
    let changed = Changed {
        resource: "api_key",
        action: "delete",
        id: grant.map_or(app.id.uuid(), |grant| grant.id.uuid()),
        target: app.name,
        organization: None,
        diff: Diff::default(),
        status: 204,
    };
    Ok(audit::record(tx, context, changed).await?)
}
