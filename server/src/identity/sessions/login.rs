//! Logging in with a password.

use burgrave_api::AuditedOperation;
use burgrave_core::authorization::Scope;
use burgrave_core::token::SessionToken;
use burgrave_store::{Inserted, LoginRecord, LoginType, NewApiKey, Redacted, Tx, UserRecord, UserStatus};
use chrono::TimeDelta;
use uuid::Uuid;

use super::wake::wake;
use crate::application::audit::{self, Changed, Diff};
use crate::application::{App, AuditContext};
use crate::fault::Fault;

/// Opens a session and gives its token, which is shown only this once.
///
/// # Errors
/// `LoginFailed`, the same for an unknown address, a wrong password and an account without one, and for suspended
/// accounts; `Refused` when the password is right and yet doesn't open anything.
///
/// `known` is told whose account it is, before anything is decided. `audited` is the operation that was called.
pub(crate) async fn login(
    app: &App,
    audited: AuditedOperation,
    audit_context: AuditContext,
    email: String,
    password: String,
    known: impl FnOnce(Uuid) + Send,
) -> Result<String, Fault> {
    let found = app.store().read(move |reader| async move { reader.login_by_email(&email).await }).await?;
    if let Some(found) = &found {
        known(found.user.id);
    }
    let hash = found.as_ref().and_then(|found| found.hashed_password.clone()).map(|hash| hash.0);
    let fits = app.hashing().verify(password, hash).await?;
    let Some(LoginRecord { user, hashed_password }) = found.filter(|_| fits) else { return Err(wrong()) };
    if !app.settings().password_login {
        return Err(Fault::Refused { message: "Password authentication is disabled.".into() });
    }
    let token = SessionToken::generate(app.entropy());
    let key = new_key(&token, &user, &audit_context, app.settings().lifetimes.session);
    let proven = hashed_password;
    app.store()
        .write(move |tx| {
            let (audit_context, key, proven) = (audit_context.clone(), key.clone(), proven.clone());
            let email = user.email.clone();
            async move { open(&tx, audited, &audit_context, &key, &email, proven).await }
        })
        .await?;
    Ok(token.reveal())
}

fn new_key(
    token: &SessionToken,
    user: &UserRecord,
    audit_context: &AuditContext,
    lifetime: TimeDelta,
) -> NewApiKey {
    NewApiKey {
        id: token.id.clone(),
        hashed_secret: Redacted(token.hash().to_vec()),
        user_id: user.id,
        login_type: LoginType::Password,
        scope: Scope::all(),
        token_name: String::new(),
        lifetime_seconds: lifetime.num_seconds(),
        ip_address: audit_context.client.address.clone(),
        expires_at: audit_context.now + lifetime,
        parent_id: None,
        fixed_end: false,
        now: audit_context.now,
    }
}

async fn open(
    tx: &Tx,
    audited: AuditedOperation,
    audit_context: &AuditContext,
    key: &NewApiKey,
    email: &str,
    proven: Option<Redacted<String>>,
) -> Result<(), Fault> {
    // The password may have been changed, or the account deleted, while its hash was being checked.
    let now = tx.login_by_email(email).await?.filter(|now| now.user.id == key.user_id);
    let user = now.filter(|now| now.hashed_password == proven).ok_or_else(wrong)?.user;
    if user.login_type != LoginType::Password {
        let message =
            format!("This account logs in through {}, not with a password.", user.login_type.as_str());
        return Err(Fault::Refused { message });
    }
    if user.status == UserStatus::Suspended {
        let message = "Your account is suspended. Contact an admin to have it activated again.".into();
        return Err(Fault::LoginFailed { message });
    }
    wake(tx, audit_context, &user).await?;
    tx.touch_user(user.id, audit_context.now).await?;
    if tx.insert_api_key(key).await? == Inserted::Taken {
        return Err(Fault::Internal("a new session's id is taken".into()));
    }
    let changed = Changed {
        resource: audited.kind.as_str(),
        action: audited.action.as_str(),
        id: user.id,
        target: user.username,
        organization: None,
        diff: Diff::default(),
        status: audited.status,
    };
    Ok(audit::write(tx, audit_context, Some(user.id), changed).await?)
}

fn wrong() -> Fault {
    Fault::LoginFailed { message: "Incorrect email or password.".into() }
}
