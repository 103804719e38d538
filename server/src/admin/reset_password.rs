//! `burgrave admin reset-password`: a new password, for a user who has lost theirs or whose login provider is
//! closed.

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic as Reason};
use burgrave_store::{KeptKeys, LoginType, Redacted, UserKeys, UserStatus};

use super::connection::{AdminConnection, AdminError, account, hashed};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reset {
    /// Whose password it is.
    pub(crate) username: String,
    /// How the account logged in until now, if not with a password.
    pub(crate) logged_in_by: Option<LoginType>,
    /// Whether the account is suspended, and the password of no use yet.
    pub(crate) suspended: bool,
}

/// Sets a password.
struct ResetPassword {
    /// Username or email address.
    named: String,
    hash: Redacted<String>,
}

/// Sets the password of the user with this username or email address, and ends all their sessions, tokens and
/// codes. The account's login type becomes password.
///
/// # Errors
/// An unknown user, a service account, a password that is too easy to guess; the database's.
pub(crate) async fn reset_password(
    admin: &AdminConnection,
    named: &str,
    password: &str,
) -> Result<Reset, AdminError> {
    admin.execute(ResetPassword { named: named.to_owned(), hash: hashed(password)? }).await
}

impl Command for ResetPassword {
    type Actor = Automatic;
    type Output = Reset;

    fn audit(&self) -> Audit {
        operations::UPDATE_USER_PASSWORD.into()
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<Reset>, Fault> {
        let user = account(context, &self.named).await?;
        if user.service_account {
            return Err(Fault::rule(format!(
                "{:?} is a service account, which can't log in; create a token for it instead",
                user.username
            )));
        }
        let personal = Authorized::automatic(Reason::Operator, user.clone());
        context.set_user_password(&personal, &self.hash, context.now).await?;
        let whole = Authorized::automatic(Reason::Operator, user.clone());
        context.set_user_login_type(&whole, LoginType::Password, context.now).await?;
        let keys = Authorized::automatic(Reason::Operator, UserKeys { user_id: user.id });
        context.end_everything_of(&keys, KeptKeys::None).await?;
        let diff = Diff::default()
            .field("login_type", user.login_type.as_str(), LoginType::Password.as_str())
            .secret("hashed_password");
        let entry = Entry::new(user.id, &user.username).diff(diff);
        let reset = Reset {
            logged_in_by: (user.login_type != LoginType::Password).then_some(user.login_type),
            suspended: user.status == UserStatus::Suspended,
            username: user.username,
        };
        Ok(Outcome::changed(reset, entry))
    }
}
