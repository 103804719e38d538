//! Suspending and activating.

use burgrave_core::authorization::{OwnerStanding, SiteRole, Update};
use burgrave_store::{KeptKeys, Tx, UserRecord, UserStatus};

use super::{UserView, owners, rights, view};
use crate::application::audit::{self, Diff};
use crate::application::{ActionContext, App, Caller, find};
use crate::fault::Fault;

/// Puts the user that `written` names into a state. Suspending ends all sessions, tokens and codes of the user for good.
///
/// # Errors
/// `NoSuchUser`, `Forbidden`; `BrokenRule` for suspending oneself or an owner.
pub(crate) async fn set(
    app: &App,
    context: ActionContext,
    written: String,
    status: UserStatus,
) -> Result<UserView, Fault> {
    app.store()
        .write(move |tx| {
            let (context, written) = (context.clone(), written.clone());
            async move { change(&tx, &context, &written, status).await }
        })
        .await
}

async fn change(
    tx: &Tx,
    context: &ActionContext,
    written: &str,
    status: UserStatus,
) -> Result<UserView, Fault> {
    let caller = context.caller.reload(tx).await?;
    let user = find::user_to::<Update>(tx, &caller, written, "change the status of this user").await?;
    rights::may_act_on(tx, &caller, &user, "change the status of this user").await?;
    if status == UserStatus::Suspended {
        can_be_suspended(&caller, &user)?;
        owners::keep_one(tx, &user, OwnerStanding { active: false, ..owners::standing(&user) }).await?;
        tx.end_everything_of(user.id, KeptKeys::Expired(context.now)).await?;
    }
    if user.status != status {
        tx.set_user_status(user.id, status, context.now).await?;
    }
    let diff = Diff::default().field("status", user.status.as_str(), status.as_str());
    audit::record(tx, context, view::written(user.id, &user.username, diff, 200)).await?;
    view::again(tx, user.id).await
}

fn can_be_suspended(caller: &Caller, user: &UserRecord) -> Result<(), Fault> {
    if user.id == caller.user.id {
        return Err(Fault::rule("You can't suspend yourself."));
    }
    if user.rbac_roles.iter().any(|role| role == SiteRole::Owner.as_str()) {
        return Err(Fault::rule("An owner can't be suspended; take the role owner away first."));
    }
    Ok(())
}
