//! Logging out.

use burgrave_store::{KeyScope, Tx};

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App};
use crate::fault::Fault;
use crate::identity::users::rights;

/// Ends the caller's session and what was made from it. That of a full session also ends what was opened for workspace applications;
/// a token of narrower scope and that of an app end only themselves.
///
/// # Errors
/// The storage's.
pub(crate) async fn logout(app: &App, context: ActionContext) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let context = context.clone();
            async move { close(&tx, &context).await }
        })
        .await
}

async fn close(tx: &Tx, context: &ActionContext) -> Result<(), Fault> {
    let user = &context.caller.user;
    // Another request may have ended it already: then there is nothing left to do.
    tx.delete_api_key(&context.caller.key.id).await?;
    if rights::has_full_reach(&context.caller) {
        tx.delete_api_keys_of(user.id, KeyScope::ApplicationConnect).await?;
    }
    let changed = Changed {
        resource: "api_key",
        action: "logout",
        id: user.id,
        target: user.username.clone(),
        organization: None,
        diff: Diff::default(),
        status: 200,
    };
    Ok(audit::record(tx, context, changed).await?)
}
