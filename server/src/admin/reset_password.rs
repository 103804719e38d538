//! `burgrave admin reset-password`: a new password, for somebody who has lost theirs or whose other way in is closed.

use burgrave_store::{KeptKeys, LoginType, Redacted, Tx, UserStatus};

use super::office::{Office, Refusal, account, audit_context, hashed};
use crate::application::AuditContext;
use crate::application::audit::{self, Changed, Diff};

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

/// Sets the password of the user with this username or email address, and ends all their sessions and tokens. Whatever the
/// account logged in with before, it logs in with the password now.
///
/// # Errors
/// Nobody of that name, a password that is too easy to guess, the database's.
pub(crate) async fn reset_password(office: &Office, named: &str, password: &str) -> Result<Reset, Refusal> {
    let (audit_context, hash, named) = (audit_context(), hashed(password)?, named.to_owned());
    office
        .store
        .write(move |tx| {
            let (audit_context, hash, named) = (audit_context.clone(), hash.clone(), named.clone());
            async move { set(&tx, &named, &hash, &audit_context).await }
        })
        .await
}

async fn set(
    tx: &Tx,
    named: &str,
    hash: &Redacted<String>,
    audit_context: &AuditContext,
) -> Result<Reset, Refusal> {
    let user = account(tx, named).await?;
    tx.set_user_password(user.id, hash, audit_context.now).await?;
    tx.set_user_login_type(user.id, LoginType::Password, audit_context.now).await?;
    tx.end_everything_of(user.id, KeptKeys::None).await?;
    let diff = Diff::default()
        .field("login_type", user.login_type.as_str(), LoginType::Password.as_str())
        .secret("hashed_password");
    let changed = Changed {
        resource: "user",
        action: "write",
        id: user.id,
        target: user.username.clone(),
        organization: None,
        diff,
        status: 200,
    };
    audit::write(tx, audit_context, None, changed).await?;
    Ok(Reset {
        logged_in_by: (user.login_type != LoginType::Password).then_some(user.login_type),
        suspended: user.status == UserStatus::Suspended,
        username: user.username,
    })
}
