//! Removing a member.

use burgrave_core::authorization::{AccountRoles, Action, Object, Read, may_act_on_account};
use burgrave_store::Tx;

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, find};
use crate::fault::Fault;

/// Ends the membership of the user that `user` names, and with it their roles and groups there.
///
/// # Errors
/// `Hidden`, also for those who may not remove members; `BrokenRule` for oneself, and for members with
/// roles that the caller may not take.
pub(crate) async fn remove(
    app: &App,
    context: ActionContext,
    organization: String,
    user: String,
) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let (context, organization, user) = (context.clone(), organization.clone(), user.clone());
            async move { delete(&tx, &context, &organization, &user).await }
        })
        .await
}

async fn delete(tx: &Tx, context: &ActionContext, organization: &str, user: &str) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let organization = find::organization::<Read>(tx, &caller, organization, "read it").await?;
    let found = find::member(tx, &caller, organization.id, user).await?;
    let gone = found.member.user_id;
    if gone == caller.user.id {
        return Err(Fault::rule("You can't remove yourself from an organization."));
    }
    if !caller.may(Action::Delete, &Object::member(organization.id, gone)) {
        return Err(Fault::Hidden);
    }
    let roles = found.member.roles.iter().map(|role| (organization.id, role.as_str()));
    if !may_act_on_account(&caller.subject, &AccountRoles::from_words(gone, [], roles)) {
        return Err(Fault::rule("The member has roles in this organization that you may not take."));
    }
    if !tx.delete_member(organization.id, gone).await? {
        return Err(Fault::Hidden);
    }
    let changed = Changed {
        resource: "organization_member",
        action: "delete",
        id: gone.into(),
        target: found.user.username.clone(),
        organization: Some(organization.id),
        diff: Diff::default().field("username", found.user.username.as_str(), ""),
        status: 204,
    };
    Ok(audit::record(tx, context, changed).await?)
}
