//! Removing a member.

use burgrave_core::authorization::{Action, Object, Read};
use burgrave_store::Tx;

use crate::application::audit::{self, Changed, Diff};
use crate::application::{App, Errand, find};
use crate::fault::Fault;

/// Ends the membership of the user that `user` names, and with it their roles and groups there.
///
/// # Errors
/// `Hidden`, also for those who may not remove members; `BrokenRule` for oneself.
pub(crate) async fn remove(
    app: &App,
    errand: Errand,
    organization: String,
    user: String,
) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let (errand, organization, user) = (errand.clone(), organization.clone(), user.clone());
            async move { delete(&tx, &errand, &organization, &user).await }
        })
        .await
}

async fn delete(tx: &Tx, errand: &Errand, organization: &str, user: &str) -> Result<(), Fault> {
    let caller = errand.caller.again(tx).await?;
    let organization = find::organization::<Read>(tx, &caller, organization, "read it").await?;
    let found = find::member(tx, &caller, organization.id, user).await?;
    let gone = found.member.user_id;
    if gone == caller.user.id {
        return Err(Fault::rule("You can't remove yourself from an organization."));
    }
    if !caller.may(Action::Delete, &Object::member(organization.id, gone)) {
        return Err(Fault::Hidden);
    }
    if !tx.delete_member(organization.id, gone).await? {
        return Err(Fault::Hidden);
    }
    let changed = Changed {
        resource: "organization_member",
        action: "delete",
        id: gone,
        target: found.user.username.clone(),
        organization: Some(organization.id),
        diff: Diff::default().field("username", found.user.username.as_str(), ""),
        status: 204,
    };
    Ok(audit::record(tx, errand, changed).await?)
}
