//! The roles of a user: what they hold, and their roles of the site.

use std::sync::Arc;

use burgrave_core::authorization::{
    Action, Object, OrganizationRole, OwnerStanding, Resource, SiteRole, may_assign_site_role,
};
use burgrave_store::{Membership, Tx};

use super::swap::{self, Swap};
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, Caller, find};
use crate::config::OidcSync;
use crate::fault::Fault;
use crate::identity::governed;
use crate::identity::users::{UserView, owners};

/// Which roles somebody holds, the implied ones left out.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// Of the site.
    pub(crate) site: Vec<String>,
    /// In each of their organizations.
    pub(crate) memberships: Vec<Membership>,
}

/// The roles of the user that `written` names.
///
/// # Errors
/// `Hidden`; `Hidden` for those who may not read personal data of the user.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, written: String) -> Result<Held, Fault> {
    app.store()
        .read(move |reader| async move {
            let user = find::user(&reader, &caller, &written).await?;
            if !caller.may(Action::ReadPersonal, &Object::user(user.id)) {
                return Err(Fault::Hidden);
            }
            let memberships = reader.memberships(user.id).await?;
            Ok(Held { site: user.rbac_roles.clone(), memberships })
        })
        .await
}

/// Gives the user that `written` names these roles of the site instead of theirs.
///
/// # Errors
/// `Hidden`, `Forbidden`; `BrokenRule` for one's own roles, for names of no role, and for roles that the caller may not
/// assign.
pub(crate) async fn set(
    app: &App,
    context: ActionContext,
    written: String,
    wanted: Vec<String>,
) -> Result<UserView, Fault> {
    let defaults = app.settings().oidc_sync.clone();
    app.store()
        .write(move |tx| {
            let (context, written, wanted) = (context.clone(), written.clone(), wanted.clone());
            let defaults = defaults.clone();
            async move { change(&tx, &context, &written, &wanted, &defaults).await }
        })
        .await
}

async fn change(
    tx: &Tx,
    context: &ActionContext,
    written: &str,
    wanted: &[String],
    defaults: &OidcSync,
) -> Result<UserView, Fault> {
    let caller = context.caller.reload(tx).await?;
    let user = find::user(tx, &caller, written).await?;
    let roles = Object::site(Resource::AssignRole);
    swap::may_touch(&caller, &roles)?;
    if user.id == caller.user.id {
        return Err(Fault::rule("You can't change your own roles."));
    }
    governed::site_roles(&user, defaults)?;
    swap::known("roles", wanted, unknown)?;
    let swap = Swap::new(&user.rbac_roles, wanted, SiteRole::Member.as_str());
    // Names that mean nothing any more may always go.
    swap.permit(&caller, &roles, |name| {
        SiteRole::from_word(name).is_none_or(|role| may_assign_site_role(&caller.subject, role))
    })?;
    let owner = swap.after.iter().any(|role| role == SiteRole::Owner.as_str());
    owners::keep_one(tx, &user, OwnerStanding { owner, ..owners::standing(&user) }).await?;
    if !tx.set_user_roles(user.id, &swap.after, context.now).await? {
        return Err(Fault::Hidden);
    }
    let changed = Changed {
        resource: "user",
        action: "write",
        id: user.id.into(),
        target: user.username.clone(),
        organization: None,
        diff: Diff::default().field("rbac_roles", user.rbac_roles.clone(), swap.after),
        status: 200,
    };
    audit::record(tx, context, changed).await?;
    let changed = tx.user_by_id(user.id).await?.ok_or(Fault::Hidden)?;
    Ok(UserView::of(tx, changed).await?)
}

/// Why a name is no role of the site; none when it is one.
pub(crate) fn unknown(name: &str) -> Option<String> {
    if SiteRole::from_word(name).is_some() {
        return None;
    }
    let of_organization = OrganizationRole::from_word(name).is_some();
    Some(if of_organization { "counts in organizations only" } else { "is no role of the site" }.into())
}
