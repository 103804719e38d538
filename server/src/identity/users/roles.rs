//! The roles of a user: what they hold, and their roles of the site.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{
    Action, Object, OrganizationRole, OwnerStanding, Resource, SiteRole, may_assign_site_role,
};
use burgrave_store::{Membership, SiteRoles};

use super::{UserView, owners};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, find};
use crate::config::OidcSync;
use crate::fault::Fault;
use crate::identity::governed;
use crate::identity::roles::swap::{self, Swap};

/// The roles of a user, without the implied ones.
#[derive(Debug, Clone)]
pub(crate) struct HeldRoles {
    /// Of the site.
    pub(crate) site: Vec<String>,
    /// In each of their organizations.
    pub(crate) memberships: Vec<Membership>,
}

/// The roles of the user that `written` names.
///
/// # Errors
/// `Hidden`; `Hidden` for those who may not read personal data of the user.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, written: String) -> Result<HeldRoles, Fault> {
    app.store()
        .read(move |reader| async move {
            let user = find::user(&reader, &caller, &written).await?;
            if !caller.may(Action::ReadPersonal, &Object::user(user.id)) {
                return Err(Fault::Hidden);
            }
            let memberships = reader.memberships(user.id).await?;
            Ok(HeldRoles { site: user.rbac_roles.clone(), memberships })
        })
        .await
}

/// Gives a user these roles of the site instead of theirs.
pub(crate) struct SetUserRoles {
    /// The user, as the caller named them.
    pub(crate) user: String,
    /// The roles.
    pub(crate) roles: Vec<String>,
    /// Whether the claims decide about roles of the site.
    pub(crate) defaults: Arc<OidcSync>,
}

impl Command for SetUserRoles {
    type Actor = Arc<Caller>;
    type Output = UserView;

    fn audit(&self) -> Audit {
        operations::UPDATE_USER_ROLES.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` for one's own roles, for names of no role, and for roles that the
    /// caller may not assign.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<UserView>, Fault> {
        let caller = context.caller();
        let user = find::user(context, caller, &self.user).await?;
        swap::may_touch(caller, &Object::site(Resource::AssignRole))?;
        if user.id == caller.user.id {
            return Err(Fault::rule("You can't change your own roles."));
        }
        governed::site_roles(&user, &self.defaults)?;
        swap::known("roles", &self.roles, unknown)?;
        let swap = Swap::new(&user.rbac_roles, &self.roles, SiteRole::Member.as_str());
        // Names that mean nothing any more may always go.
        let roles = swap.permit(caller, SiteRoles { user_id: user.id }, |name| {
            name.parse::<SiteRole>().ok().is_none_or(|role| may_assign_site_role(&caller.subject, role))
        })?;
        let owner = swap.after.iter().any(|role| role == SiteRole::Owner.as_str());
        owners::keep_one(context, &user, OwnerStanding { owner, ..owners::standing(&user) }).await?;
        if !context.set_user_roles(&roles, &swap.after, context.now).await? {
            return Err(Fault::Hidden);
        }
        let changed = context.user_by_id(user.id).await?.ok_or(Fault::Hidden)?;
        let diff = Diff::default().field("rbac_roles", user.rbac_roles.clone(), swap.after);
        let entry = Entry::new(user.id, &user.username).diff(diff);
        Ok(Outcome::changed(UserView::of(context, changed).await?, entry))
    }
}

/// Why a name is no role of the site; none when it is one.
pub(crate) fn unknown(name: &str) -> Option<String> {
    if name.parse::<SiteRole>().is_ok() {
        return None;
    }
    let of_organization = name.parse::<OrganizationRole>().is_ok();
    Some(if of_organization { "counts in organizations only" } else { "is no role of the site" }.into())
}
