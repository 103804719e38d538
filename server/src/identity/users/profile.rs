//! How a user is called.

use burgrave_core::authorization::UpdatePersonal;
use burgrave_core::names::{self, NameOf};
use burgrave_store::{Change, Tx};

use super::{UserView, rights, view};
use crate::application::audit::{self, Diff};
use crate::application::{ActionContext, App, find};
use crate::fault::Fault;

/// The new names; an absent one stays as it is.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Username.
    pub(crate) username: String,
    /// The person's name.
    pub(crate) name: Option<String>,
}

/// Changes username and name of the user that `written` names.
///
/// # Errors
/// `NoSuchUser`, `Forbidden`; `Invalid` for a reserved username, `Conflict` for one that is taken.
pub(crate) async fn update(
    app: &App,
    context: ActionContext,
    written: String,
    wanted: Wanted,
) -> Result<UserView, Fault> {
    app.store()
        .write(move |tx| {
            let (context, written, wanted) = (context.clone(), written.clone(), wanted.clone());
            async move { change(&tx, &context, &written, &wanted).await }
        })
        .await
}

async fn change(tx: &Tx, context: &ActionContext, written: &str, wanted: &Wanted) -> Result<UserView, Fault> {
    let caller = context.caller.reload(tx).await?;
    let user =
        find::user_to::<UpdatePersonal>(tx, &caller, written, "change the profile of this user").await?;
    rights::may_act_on(tx, &caller, &user, "change the profile of this user").await?;
    if let Some(detail) = names::reserved(NameOf::User, &wanted.username) {
        return Err(Fault::field("username", detail));
    }
    let name = wanted.name.as_ref().unwrap_or(&user.name);
    match tx.update_user_profile(user.id, &wanted.username, name, &user.avatar_url, context.now).await? {
        Change::Done => {}
        Change::Taken => {
            return Err(Fault::taken("A user with this username exists already.", &["username"]));
        }
        Change::Missing => return Err(Fault::NoSuchUser { queried: written.to_owned() }),
    }
    let diff = Diff::default().field("username", user.username.as_str(), wanted.username.as_str()).field(
        "name",
        user.name.as_str(),
        name.as_str(),
    );
    audit::record(tx, context, view::written(user.id, &wanted.username, diff, 200)).await?;
    view::again(tx, user.id).await
}
