//! Removing a member.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{AccountRoles, Authorized, Delete, Read, may_act_on_account};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Ends a membership, and with it the roles and groups of the member there.
pub(crate) struct RemoveMember {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// The user, as the caller named them.
    pub(crate) user: String,
}

impl Command for RemoveMember {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::REMOVE_MEMBER.into()
    }

    /// # Errors
    /// `Hidden`, also for those who may not remove members; `BrokenRule` for oneself, and for members with
    /// roles that the caller may not take.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        let organization = find::organization::<Read>(context, caller, &self.organization, "read it").await?;
        let found = find::member(context, caller, organization.id, &self.user).await?;
        let gone = found.member.user_id;
        if gone == caller.user.id {
            return Err(Fault::rule("You can't remove yourself from an organization."));
        }
        let member = Authorized::<Delete, _>::permit(&caller.subject, found.member.clone());
        let member = member.map_err(|_| Fault::Hidden)?;
        let roles = member.roles.iter().map(|role| (organization.id, role.as_str()));
        if !may_act_on_account(&caller.subject, &AccountRoles::from_words(gone, [], roles)) {
            return Err(Fault::rule("The member has roles in this organization that you may not take."));
        }
        if !context.delete_member(&member).await? {
            return Err(Fault::Hidden);
        }
        let diff = Diff::default().field("username", found.user.username.as_str(), "");
        Ok(Outcome::changed((), Entry::new(gone, &found.user.username).within(organization.id).diff(diff)))
    }
}
