//! `burgrave admin reset-password`: a new password, for somebody who has lost theirs or whose other way in is closed.

use burgrave_store::{LoginType, Redacted, Tx, UserStatus};

use super::office::{Office, Refusal, account, hashed, trail};
use crate::application::Trail;
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
    let (trail, hash, named) = (trail(), hashed(password)?, named.to_owned());
    office
        .store
        .write(move |tx| {
            let (trail, hash, named) = (trail.clone(), hash.clone(), named.clone());
            async move { set(&tx, &named, &hash, &trail).await }
        })
        .await
}

async fn set(tx: &Tx, named: &str, hash: &Redacted<String>, trail: &Trail) -> Result<Reset, Refusal> {
    let user = account(tx, named).await?;
    tx.set_user_password(user.id, hash, trail.now).await?;
    tx.set_user_login_type(user.id, LoginType::Password, trail.now).await?;
    tx.delete_api_keys_of(user.id, None).await?;
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
    audit::write(tx, trail, None, changed).await?;
    Ok(Reset {
        logged_in_by: (user.login_type != LoginType::Password).then_some(user.login_type),
        suspended: user.status == UserStatus::Suspended,
        username: user.username,
    })
}
