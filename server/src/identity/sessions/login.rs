//! Logging in with a password.

use burgrave_core::authorization::{Authorized, Automatic, Scope};
use burgrave_core::ids::UserId;
use burgrave_core::token::SessionToken;
use burgrave_store::{Inserted, LoginRecord, LoginType, NewApiKey, Redacted, UserStatus};
use chrono::TimeDelta;

use super::{devices, wake};
use crate::application::command::{Anonymous, Audit, Command, CommandContext, Entry, Outcome};
use crate::application::{App, ClientInfo, Lane};
use crate::fault::Fault;

/// Opens a session for a user with the right password.
struct OpenSession {
    user: UserId,
    /// What the password was compared with.
    compared: Option<Redacted<String>>,
    token: SessionToken,
    lifetime: TimeDelta,
    /// The operation through which the person came.
    audit: Audit,
}

/// Opens a session and gives its token, which is shown only this once. `audit` is the operation through which
/// the person came; `known` gets the account before the login is decided.
///
/// # Errors
/// `LoginFailed`, the same for an unknown address, a wrong password and an account without one, and for
/// suspended accounts; `Refused` when the password is right and yet doesn't open anything; `TooManyLogins`
/// from devices that the account isn't known from.
pub(crate) async fn login(
    app: &App,
    client: impl Into<ClientInfo>,
    audit: impl Into<Audit>,
    email: String,
    password: String,
    known: impl FnOnce(UserId) + Send,
) -> Result<String, Fault> {
    let client = client.into();
    let found = devices::account(app, &client, email).await?;
    if let Some(found) = &found {
        known(found.user.id);
    }
    let hash = found.as_ref().and_then(|found| found.hashed_password.clone()).map(|hash| hash.0);
    let fits = app.hashing().verify_for(Lane::of(&client), password, hash).await?;
    let Some(LoginRecord { user, hashed_password }) = found.filter(|_| fits) else { return Err(wrong()) };
    if !app.settings().password_login {
        return Err(Fault::Refused { message: "Password authentication is disabled.".into() });
    }
    let token = SessionToken::generate(app.entropy());
    let command = OpenSession {
        user: user.id,
        compared: hashed_password,
        token: token.clone(),
        lifetime: app.settings().lifetimes.session,
        audit: audit.into(),
    };
    app.execute(command, Anonymous, client).await?;
    Ok(token.reveal())
}

impl Command for OpenSession {
    type Actor = Anonymous;
    type Output = ();

    fn audit(&self) -> Audit {
        self.audit
    }

    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<()>, Fault> {
        // The password may have been changed, or the account deleted, while its hash was being compared.
        let now = context.login_by_id(self.user).await?;
        let user = now.filter(|now| now.hashed_password == self.compared).ok_or_else(wrong)?.user;
        if user.login_type != LoginType::Password {
            let message =
                format!("This account logs in through {}, not with a password.", user.login_type.as_str());
            return Err(Fault::Refused { message });
        }
        if user.status == UserStatus::Suspended {
            let message = "Your account is suspended. Contact an admin to have it activated again.".into();
            return Err(Fault::LoginFailed { message });
        }
        let woken = wake::activate(context, &user, context.now).await?;
        context.touch_user(user.id, context.now).await?;
        let key = Authorized::automatic(Automatic::Session, self.key(context));
        if context.insert_api_key(&key).await? == Inserted::Taken {
            return Err(Fault::Internal("a new session's id is taken".into()));
        }
        Ok(Outcome::changed((), Entry::new(user.id, &user.username).by(user.id)).and(woken))
    }
}

impl OpenSession {
    fn key(&self, context: &CommandContext<Anonymous>) -> NewApiKey {
        NewApiKey {
            id: self.token.id.clone(),
            hashed_secret: Redacted(self.token.hash().to_vec()),
            user_id: self.user,
            login_type: LoginType::Password,
            scope: Scope::all(),
            token_name: String::new(),
            lifetime_seconds: self.lifetime.num_seconds(),
            ip_address: context.client.address.clone(),
            expires_at: context.now + self.lifetime,
            parent_id: None,
            fixed_end: false,
            now: context.now,
        }
    }
}

fn wrong() -> Fault {
    Fault::LoginFailed { message: "Incorrect email or password.".into() }
}
