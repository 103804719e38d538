//! `burgrave admin grant-owner`: the role of those who govern the deployment.

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic as Reason, SiteRole};
use burgrave_store::SiteRoles;

use super::connection::{AdminConnection, AdminError, account};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;

/// Gives a user the role.
struct GrantOwner {
    /// Username or email address.
    named: String,
}

/// Makes the user with this username or email address an owner; gives the username.
///
/// # Errors
/// An unknown user; the database's.
pub(crate) async fn grant_owner(admin: &AdminConnection, named: &str) -> Result<String, AdminError> {
    admin.execute(GrantOwner { named: named.to_owned() }).await
}

impl Command for GrantOwner {
    type Actor = Automatic;
    type Output = String;

    fn audit(&self) -> Audit {
        operations::UPDATE_USER_ROLES.into()
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<String>, Fault> {
        let user = account(context, &self.named).await?;
        let owner = SiteRole::Owner.as_str();
        if user.rbac_roles.iter().any(|role| role == owner) {
            return Ok(Outcome::unrecorded(user.username));
        }
        let roles: Vec<String> = user.rbac_roles.iter().cloned().chain([owner.to_owned()]).collect();
        let held = Authorized::automatic(Reason::Operator, SiteRoles { user_id: user.id });
        context.set_user_roles(&held, &roles, context.now).await?;
        let diff = Diff::default().field("rbac_roles", user.rbac_roles, roles);
        let entry = Entry::new(user.id, &user.username).diff(diff);
        Ok(Outcome::changed(user.username, entry))
    }
}
