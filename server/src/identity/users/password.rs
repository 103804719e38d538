//! Changing a password.

use burgrave_core::authorization::{Action, Object};
use burgrave_core::password;
use burgrave_store::{KeptKeys, LoginRecord, LoginType, Reader, Redacted, Tx};
use uuid::Uuid;

use super::{rights, view};
use crate::application::audit::{self, Diff};
use crate::application::{ActionContext, App, Caller, find};
use crate::fault::{Fault, FieldFault};

/// The passwords.
#[derive(Clone)]
pub(crate) struct Wanted {
    /// What is the password until now; empty when it isn't told.
    pub(crate) old: String,
    /// What is to be it.
    pub(crate) new: String,
}

/// What the old password was held against, and what comes in its place.
#[derive(Clone)]
struct Proven {
    user: Uuid,
    old: Option<Redacted<String>>,
    new: Redacted<String>,
}

/// Changes the password of the user that `written` names, and ends all of the user's sessions and tokens.
///
/// # Errors
/// `NoSuchUser`; `Hidden` without the permission; `Forbidden` for accounts with more rights, and with a token of narrower scope; `BrokenRule` for everything about the passwords.
pub(crate) async fn change(
    app: &App,
    context: ActionContext,
    written: String,
    wanted: Wanted,
) -> Result<(), Fault> {
    let caller = context.caller.clone();
    let found =
        app.store().read(move |reader| async move { account(&reader, &caller, &written).await }).await?;
    acceptable(&found, &wanted, found.user.id == context.caller.user.id)?;
    let hash = found.hashed_password.clone().map(|hash| hash.0);
    if !wanted.old.is_empty() && !app.hashing().verify(wanted.old, hash.clone()).await? {
        return Err(wrong());
    }
    if app.hashing().verify(wanted.new.clone(), hash).await? {
        return Err(refused(
            "New password cannot match old password.",
            "password",
            "must differ from the old one",
        ));
    }
    let new = Redacted(app.hashing().hash(wanted.new).await?);
    let proven = Proven { user: found.user.id, old: found.hashed_password, new };
    app.store()
        .write(move |tx| {
            let (context, proven) = (context.clone(), proven.clone());
            async move { set(&tx, &context, proven).await }
        })
        .await
}

async fn account(reader: &Reader, caller: &Caller, written: &str) -> Result<LoginRecord, Fault> {
    let user = find::user(reader, caller, written).await?;
    if !caller.may(Action::UpdatePersonal, &Object::user(user.id)) {
        return Err(Fault::Hidden);
    }
    let gone = || Fault::NoSuchUser { queried: written.to_owned() };
    rights::may_act_on_credentials(reader, caller, &user, "change the password of this user").await?;
    reader.login_by_id(user.id).await?.ok_or_else(gone)
}

fn acceptable(found: &LoginRecord, wanted: &Wanted, own: bool) -> Result<(), Fault> {
    if found.user.login_type != LoginType::Password {
        return Err(Fault::rule("Users who don't log in with a password can't change one."));
    }
    if own && wanted.old.is_empty() {
        return Err(refused("Old password is required.", "old_password", "must be the password until now"));
    }
    match password::weakness(&wanted.new) {
        Some(detail) => Err(refused("Invalid password.", "password", &detail)),
        None => Ok(()),
    }
}

async fn set(tx: &Tx, context: &ActionContext, proven: Proven) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let found = account(tx, &caller, &proven.user.to_string()).await?;
    // Somebody else changed it while the old one was being checked.
    if found.hashed_password != proven.old {
        return Err(wrong());
    }
    tx.set_user_password(proven.user, &proven.new, context.now).await?;
    tx.end_everything_of(proven.user, KeptKeys::None).await?;
    let diff = Diff::default().secret("hashed_password");
    Ok(audit::record(tx, context, view::written(proven.user, &found.user.username, diff, 204)).await?)
}

fn wrong() -> Fault {
    refused("Old password is incorrect.", "old_password", "is not the password of this user")
}

fn refused(message: &str, field: &str, detail: &str) -> Fault {
    let fields = vec![FieldFault { field: field.into(), detail: detail.into() }];
    Fault::BrokenRule { message: message.into(), detail: None, fields }
}
