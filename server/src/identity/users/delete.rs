//! Deleting an account.

use burgrave_core::authorization::{Delete, OwnerStanding};
use burgrave_store::Tx;

use super::{owners, rights};
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, find};
use crate::fault::Fault;

/// Deletes the account that `written` names. Username and email address are free afterwards; memberships, groups and keys
/// are gone.
///
/// # Errors
/// `NoSuchUser`, `Forbidden`; `Refused` for oneself; `BrokenRule` for the last active owner; `Held` while the user owns workspaces, wherever they are.
pub(crate) async fn delete(app: &App, context: ActionContext, written: String) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let (context, written) = (context.clone(), written.clone());
            async move { remove(&tx, &context, &written).await }
        })
        .await
}

async fn remove(tx: &Tx, context: &ActionContext, written: &str) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let user = find::user_to::<Delete>(tx, &caller, written, "delete users").await?;
    if user.id == caller.user.id {
        return Err(Fault::Refused { message: "You can't delete yourself.".into() });
    }
    rights::may_act_on(tx, &caller, &user, "delete this user").await?;
    owners::keep_one(tx, &user, OwnerStanding::GONE).await?;
    let workspaces = tx.workspaces_owned_by(user.id).await?;
    if workspaces > 0 {
        let noun = if workspaces == 1 { "workspace" } else { "workspaces" };
        return Err(Fault::Held {
            message: "The user has workspaces, which must be deleted first.".into(),
            detail: format!("{} owns {workspaces} {noun}.", user.username),
        });
    }
    tx.delete_user(user.id, context.now).await?;
    let changed = Changed {
        resource: "user",
        action: "delete",
        id: user.id,
        target: user.username.clone(),
        organization: None,
        diff: Diff::default().field("username", user.username.as_str(), "").field(
            "email",
            user.email.as_str(),
            "",
        ),
        status: 200,
    };
    Ok(audit::record(tx, context, changed).await?)
}
