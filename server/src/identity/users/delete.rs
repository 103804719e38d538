//! Deleting an account.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Delete, OwnerStanding};

use super::{owners, rights};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::notices::{account_deleted, called};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Deletes an account. Username and email address are free afterwards; memberships, groups, sessions, tokens
/// and codes are deleted.
pub(crate) struct DeleteUser {
    /// The user, as the caller named them.
    pub(crate) user: String,
}

impl Command for DeleteUser {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_USER.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `Refused` for oneself; `BrokenRule` for the last active owner; `Held` while the
    /// user owns workspaces, wherever they are.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        let user = find::user_to::<Delete>(context, caller, &self.user, "delete users").await?;
        if user.id == caller.user.id {
            return Err(Fault::Refused { message: "You can't delete yourself.".into() });
        }
        rights::may_act_on(context, caller, &user, "delete this user").await?;
        owners::keep_one(context, &user, OwnerStanding::GONE).await?;
        let workspaces = context.workspaces_owned_by(user.id).await?;
        if workspaces > 0 {
            let noun = if workspaces == 1 { "workspace" } else { "workspaces" };
            return Err(Fault::Held {
                message: "The user has workspaces, which must be deleted first.".into(),
                detail: format!("{} owns {workspaces} {noun}.", user.username),
            });
        }
        context.delete_user(&user, context.now).await?;
        account_deleted(context, &user, called(&caller.user), context.now).await?;
        let diff = Diff::default().field("username", user.username.as_str(), "").field(
            "email",
            user.email.as_str(),
            "",
        );
        Ok(Outcome::changed((), Entry::new(user.id, &user.username).diff(diff)))
    }
}
