//! A password account becomes one of the provider: proven by the password first, and by a login there within
//! minutes.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::idpsync::Claims;
use burgrave_core::ids::UserId;
use burgrave_core::token::{self, SessionToken};
use burgrave_store::{Inserted, KeptKeys, LoginType, NewApiKey, Tx, UserKeys, UserRecord, UserStatus};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::Provider;
use super::account::{self, Arrival};
use super::arrive::{self, News};
use super::exchange::Exchanged;
use super::tokens::Tokens;
use crate::application::command::{Anonymous, Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, AuditContext, Caller, ClientInfo};
use crate::fault::{Fault, FieldFault};

/// How long the way to the provider may take.
const TIME_LIMIT: TimeDelta = TimeDelta::minutes(5);
/// What the states of conversions begin with.
const MARK: &str = "convert-";
/// Letters and digits behind it.
const STATE_LENGTH: usize = 32;
/// What the proof is sealed for.
const PLACE: &[u8] = b"login type conversion";

/// A conversion that has begun.
#[derive(Debug)]
pub(crate) struct Conversion {
    /// Whose.
    pub(crate) user: UserId,
    /// What the way to the provider is begun with.
    pub(crate) state: String,
    /// When it is too late.
    pub(crate) expires_at: DateTime<Utc>,
    /// The value of the cookie that proves the password.
    pub(crate) proof: String,
}

#[derive(Serialize, Deserialize)]
struct Proof {
    user: UserId,
    state: String,
    expires_at: DateTime<Utc>,
}

/// Whether a state is that of a conversion.
pub(super) fn is_one(state: &str) -> bool {
    state.starts_with(MARK)
}

/// Begins a conversion of the caller's own account.
///
/// # Errors
/// `BrokenRule` without a provider or a password; `LoginFailed` for a wrong one.
pub(crate) async fn convert(
    app: &App,
    caller: Arc<Caller>,
    client: ClientInfo,
    password: String,
) -> Result<Conversion, Fault> {
    if !app.settings().provider_login {
        return Err(Fault::rule("No identity provider is configured to log in through."));
    }
    let user = &caller.user;
    has_a_password(user)?;
    let email = user.email.clone();
    let found = app.store().read(move |reader| async move { reader.login_by_email(&email).await }).await?;
    let hash = found.and_then(|found| found.hashed_password).map(|hash| hash.0);
    if !app.hashing().verify(password, hash).await? {
        return Err(Fault::LoginFailed { message: "The password is wrong.".into() });
    }
    let state = format!("{MARK}{}", app.entropy().alphanumeric(STATE_LENGTH));
    let proof = Proof { user: user.id, state, expires_at: app.now() + TIME_LIMIT };
    let text = serde_json::to_vec(&proof).map_err(|fault| Fault::Internal(fault.to_string()))?;
    let sealed = app.sealing().seal(&text, PLACE, app.entropy());
    let sealed = sealed.map_err(|fault| Fault::Internal(fault.to_string()))?;
    app.execute(BeginConversion { expires_at: proof.expires_at }, caller, client).await?;
    let Proof { user, state, expires_at } = proof;
    Ok(Conversion { user, state, expires_at, proof: URL_SAFE_NO_PAD.encode(sealed) })
}

fn has_a_password(user: &UserRecord) -> Result<(), Fault> {
    if user.login_type == LoginType::Password {
        return Ok(());
    }
    Err(Fault::rule("Only accounts that log in with a password can be converted."))
}

/// Records that the password was right: everything else is in the browser's cookie.
struct BeginConversion {
    expires_at: DateTime<Utc>,
}

impl Command for BeginConversion {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::CONVERT_LOGIN.into()
    }

    /// # Errors
    /// `BrokenRule` for an account that has no password any more.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let user = &context.caller().user;
        has_a_password(user)?;
        let expires_at = self.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let diff = Diff::default().field("to_login_type", "", LoginType::Oidc.as_str()).field(
            "expires_at",
            "",
            expires_at,
        );
        Ok(Outcome::changed((), Entry::new(user.id, user.username.clone()).diff(diff)))
    }
}

/// The state of a conversion, if this browser has the proof that belongs to it: nobody else chooses the
/// states of its logins.
///
/// # Errors
/// As [`finish`] of the proof.
pub(super) fn own_state(
    app: &App,
    state: String,
    proof: Option<&str>,
    now: DateTime<Utc>,
) -> Result<String, Fault> {
    proven(app, &state, proof, now).map(|_| state)
}

/// Ends a conversion: the account logs in through the provider from now on, and all its sessions but the new
/// one are over.
///
/// # Errors
/// `BrokenRule` for a proof that is missing, damaged or too old, and for another address; `Refused` for
/// another state; `LoginFailed` for an account that was suspended meanwhile.
pub(super) async fn finish(
    app: &App,
    provider: &Provider,
    audit_context: AuditContext,
    exchanged: Exchanged,
    state: &str,
    proof: Option<&str>,
) -> Result<String, Fault> {
    let proof = proven(app, state, proof, audit_context.now)?;
    let arrival = arrive::admitted(app, provider, &exchanged.claims)?;
    let token = SessionToken::generate(app.entropy());
    let key = NewApiKey { user_id: proof.user, ..arrive::new_key(app, &token, &audit_context) };
    let Exchanged { tokens, claims } = exchanged;
    let command = ConvertAccount { app: app.clone(), arrival, tokens, claims, key };
    app.execute(command, Anonymous, audit_context.client).await?;
    Ok(token.reveal())
}

fn proven(app: &App, state: &str, proof: Option<&str>, now: DateTime<Utc>) -> Result<Proof, Fault> {
    let Some(proof) = proof else {
        return Err(Fault::rule(
            "The cookie \"coder_oauth_convert_jwt\" is missing; begin the conversion again.",
        ));
    };
    let invalid =
        || Fault::rule("Using an invalid jwt to authorize this action; begin the conversion again.");
    let sealed = URL_SAFE_NO_PAD.decode(proof).map_err(|_| invalid())?;
    let text = app.sealing().open(&sealed, PLACE).map_err(|_| invalid())?;
    let proof: Proof = serde_json::from_slice(&text).map_err(|_| invalid())?;
    if proof.expires_at <= now {
        return Err(Fault::rule("The conversion took too long; begin it again."));
    }
    if !token::same_secret(&proof.state, state) {
        let message = "This login was begun for another conversion; begin again.".into();
        return Err(Fault::Refused { message });
    }
    Ok(proof)
}

/// Makes the account one of the provider, and opens its first session there.
struct ConvertAccount {
    app: App,
    arrival: Arrival,
    tokens: Tokens,
    claims: Claims,
    key: NewApiKey,
}

impl Command for ConvertAccount {
    type Actor = Anonymous;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::OIDC_CALLBACK_CONVERTED.into()
    }

    /// # Errors
    /// See [`finish`].
    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<()>, Fault> {
        let Self { app, arrival, tokens, claims, key } = self;
        let now = context.now;
        let (entry, woken) = switch(context, now, arrival, key).await?;
        let user = context.user_by_id(key.user_id).await?;
        let user = user.ok_or_else(|| Fault::Internal("the user is gone".into()))?;
        let news = News { app, now, seed: arrive::seed(context), arrival, tokens, claims };
        let synchronized = news.remember(context, &user, false).await?;
        Ok(Outcome::changed((), entry).and(woken).and(synchronized))
    }
}

/// Gives the entry of the conversion, and that of a dormant user who is active again.
async fn switch(
    tx: &Tx,
    now: DateTime<Utc>,
    arrival: &Arrival,
    key: &NewApiKey,
) -> Result<(Entry, Option<Entry>), Fault> {
    let user = tx.user_by_id(key.user_id).await?.filter(|user| user.deleted_at.is_none());
    let user = user.ok_or_else(|| Fault::rule("The account that was to be converted is gone."))?;
    if user.login_type != LoginType::Password {
        return Err(Fault::rule("The account was converted already."));
    }
    if user.status == UserStatus::Suspended {
        return Err(account::suspended());
    }
    if !user.email.eq_ignore_ascii_case(&arrival.identity.email) {
        return Err(Fault::BrokenRule {
            message: "The identity provider has another email address for you than this account.".into(),
            detail: None,
            fields: vec![FieldFault {
                field: "email".into(),
                detail: "must be the same in both places".into(),
            }],
        });
    }
    if tx.user_link_by_id(&arrival.linked_id).await?.is_some_and(|link| link.user_id != user.id) {
        let message = "Another user logs in with this account of the identity provider.".into();
        return Err(Fault::Refused { message });
    }
    tx.hand_user_to_provider(&Authorized::automatic(Automatic::Session, user.clone()), now).await?;
    let keys = Authorized::automatic(Automatic::Session, UserKeys { user_id: user.id });
    tx.end_everything_of(&keys, KeptKeys::None).await?;
    let woken = arrival.refresh(tx, now, &user).await?;
    tx.touch_user(user.id, now).await?;
    let key = Authorized::automatic(Automatic::Session, key.clone());
    if tx.insert_api_key(&key).await? == Inserted::Taken {
        return Err(Fault::Internal("a new session's id is taken".into()));
    }
    let diff = Diff::default()
        .field("login_type", LoginType::Password.as_str(), LoginType::Oidc.as_str())
        .secret("hashed_password");
    Ok((Entry::new(user.id, user.username).diff(diff).by(user.id), woken))
}
