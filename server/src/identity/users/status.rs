//! Suspending and activating.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic, OwnerStanding, SiteRole, Update};
use burgrave_store::{KeptKeys, UserKeys, UserRecord, UserStatus};

use super::{UserView, owners, rights, view};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::notices::{account_status, called};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Suspends or activates a user. Suspending ends all sessions, tokens and codes of the user for good.
pub(crate) struct SetStatus {
    /// The user, as the caller named them.
    pub(crate) user: String,
    /// The state.
    pub(crate) status: UserStatus,
}

impl Command for SetStatus {
    type Actor = Arc<Caller>;
    type Output = UserView;

    fn audit(&self) -> Audit {
        match self.status {
            UserStatus::Suspended => operations::SUSPEND_USER.into(),
            UserStatus::Active | UserStatus::Dormant => operations::ACTIVATE_USER.into(),
        }
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` for suspending oneself or an owner.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<UserView>, Fault> {
        let what = "change the status of this user";
        let user = find::user_to::<Update>(context, context.caller(), &self.user, what).await?;
        rights::may_act_on(context, context.caller(), &user, what).await?;
        if self.status == UserStatus::Suspended {
            can_be_suspended(context.caller(), &user)?;
            let after = OwnerStanding { active: false, ..owners::standing(&user) };
            owners::keep_one(context, &user, after).await?;
            let keys = Authorized::automatic(Automatic::Part, UserKeys { user_id: user.id });
            context.end_everything_of(&keys, KeptKeys::Expired(context.now)).await?;
        }
        if user.status != self.status {
            context.set_user_status(&user, self.status, context.now).await?;
            let by = called(&context.caller().user);
            account_status(context, &user, self.status, by, context.now).await?;
        }
        context.set_suspended_here(&user, self.status == UserStatus::Suspended).await?;
        let diff = Diff::default().field("status", user.status.as_str(), self.status.as_str());
        let entry = Entry::new(user.id, &user.username).diff(diff);
        Ok(Outcome::changed(view::again(context, user.id).await?, entry))
    }
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
