//! Changing a password.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Authorized, Automatic, Object};
use burgrave_core::ids::UserId;
use burgrave_core::password;
use burgrave_store::{KeptKeys, LoginRecord, LoginType, Reader, Redacted, UserKeys};

use super::rights;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, ClientInfo, find};
use crate::fault::{Fault, FieldFault};

/// The passwords.
pub(crate) struct Passwords {
    /// The password until now; empty when it isn't given.
    pub(crate) old: String,
    /// The new one.
    pub(crate) new: String,
}

/// Sets a password, and ends every credential of the user.
struct SetPassword {
    user: UserId,
    /// What the old password was compared with.
    compared: Option<Redacted<String>>,
    hash: Redacted<String>,
    /// The operation that asks for it.
    audit: Audit,
}

/// Changes the password of the user that `written` names, and ends all of the user's sessions, tokens and
/// codes. `audit` is the operation that asks for it.
///
/// # Errors
/// `Hidden`, also without the permission; `Forbidden` for accounts with more rights, and with a token of
/// narrower scope; `BrokenRule` for everything about the passwords.
pub(crate) async fn change(
    app: &App,
    caller: Arc<Caller>,
    client: impl Into<ClientInfo>,
    audit: impl Into<Audit> + Send,
    written: String,
    passwords: Passwords,
) -> Result<(), Fault> {
    let (early, audit) = (caller.clone(), audit.into());
    let found =
        app.store().read(move |reader| async move { account(&reader, &early, &written).await }).await?;
    acceptable(&found, &passwords, found.user.id == caller.user.id)?;
    let hash = found.hashed_password.clone().map(|hash| hash.0);
    if !passwords.old.is_empty() && !app.hashing().verify(passwords.old, hash.clone()).await? {
        return Err(wrong());
    }
    if app.hashing().verify(passwords.new.clone(), hash).await? {
        return Err(refused(
            "New password cannot match old password.",
            "password",
            "must differ from the old one",
        ));
    }
    let hash = Redacted(app.hashing().hash(passwords.new).await?);
    let command = SetPassword { user: found.user.id, compared: found.hashed_password, hash, audit };
    app.execute(command, caller, client).await
}

async fn account(reader: &Reader, caller: &Caller, written: &str) -> Result<LoginRecord, Fault> {
    let user = find::user(reader, caller, written).await?;
    if !caller.may(Action::UpdatePersonal, &Object::user(user.id)) {
        return Err(Fault::Hidden);
    }
    rights::may_act_on_credentials(reader, caller, &user, "change the password of this user").await?;
    reader.login_by_id(user.id).await?.ok_or(Fault::Hidden)
}

fn acceptable(found: &LoginRecord, passwords: &Passwords, own: bool) -> Result<(), Fault> {
    if found.user.login_type != LoginType::Password {
        return Err(Fault::rule("Users who don't log in with a password can't change one."));
    }
    if own && passwords.old.is_empty() {
        return Err(refused("Old password is required.", "old_password", "must be the password until now"));
    }
    match password::weakness(&passwords.new) {
        Some(detail) => Err(refused("Invalid password.", "password", &detail)),
        None => Ok(()),
    }
}

impl Command for SetPassword {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        self.audit
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let found = account(context, context.caller(), &self.user.to_string()).await?;
        // It was changed concurrently, while the old one was being compared.
        if found.hashed_password != self.compared {
            return Err(wrong());
        }
        let user = Authorized::permit(&context.caller().subject, found.user).map_err(|_| Fault::Hidden)?;
        context.set_user_password(&user, &self.hash, context.now).await?;
        let keys = Authorized::automatic(Automatic::Part, UserKeys { user_id: self.user });
        context.end_everything_of(&keys, KeptKeys::None).await?;
        let diff = Diff::default().secret("hashed_password");
        Ok(Outcome::changed((), Entry::new(self.user, &user.username).diff(diff)))
    }
}

fn wrong() -> Fault {
    refused("Old password is incorrect.", "old_password", "is not the password of this user")
}

fn refused(message: &str, field: &str, detail: &str) -> Fault {
    let fields = vec![FieldFault { field: field.into(), detail: detail.into() }];
    Fault::BrokenRule { message: message.into(), detail: None, fields }
}
