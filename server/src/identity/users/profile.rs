//! How a user is called.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Object, UpdatePersonal};
use burgrave_core::names::{self, NameOf};
use burgrave_store::Change;

use super::{UserView, rights, view};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Changes username, name and picture of a user; what is absent stays as it is.
pub(crate) struct UpdateProfile {
    /// The user, as the caller named them.
    pub(crate) user: String,
    /// Username.
    pub(crate) username: String,
    /// The person's name.
    pub(crate) name: Option<String>,
    /// Address of a picture; empty for none.
    pub(crate) avatar_url: Option<String>,
}

impl Command for UpdateProfile {
    type Actor = Arc<Caller>;
    type Output = UserView;

    fn audit(&self) -> Audit {
        operations::UPDATE_USER_PROFILE.into()
    }

    /// # Errors
    /// `Hidden`, also for the username of a user whom the caller may not read; `Forbidden`; `Invalid` for a
    /// reserved username, `Conflict` for one that is taken.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<UserView>, Fault> {
        let what = "change the profile of this user";
        let user = find::user_to::<UpdatePersonal>(context, context.caller(), &self.user, what).await?;
        rights::may_act_on(context, context.caller(), &user, what).await?;
        if let Some(detail) = names::reserved(NameOf::User, &self.username) {
            return Err(Fault::field("username", detail));
        }
        let name = self.name.as_ref().unwrap_or(&user.name);
        let avatar_url = self.avatar_url.as_ref().unwrap_or(&user.avatar_url);
        match context.update_user_profile(&user, &self.username, name, avatar_url, context.now).await? {
            Change::Done => {}
            Change::Taken => return Err(self.taken(context).await?),
            Change::Missing => return Err(Fault::Hidden),
        }
        let diff = Diff::default()
            .field("username", user.username.as_str(), self.username.as_str())
            .field("name", user.name.as_str(), name.as_str())
            .field("avatar_url", user.avatar_url.as_str(), avatar_url.as_str());
        let entry = Entry::new(user.id, &self.username).diff(diff);
        Ok(Outcome::changed(view::again(context, user.id).await?, entry))
    }
}

impl UpdateProfile {
    /// The username is taken. A caller who may not read its user learns only that it is not available.
    async fn taken(&self, context: &CommandContext<Arc<Caller>>) -> Result<Fault, Fault> {
        let other = context.user_by_username(&self.username).await?;
        let seen = other.is_some_and(|other| context.caller().may(Action::Read, &Object::user(other.id)));
        let taken = Fault::taken("A user with this username exists already.", &["username"]);
        Ok(if seen { taken } else { Fault::Hidden })
    }
}
