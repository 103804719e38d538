//! A new password by a passcode that is sent to the user. Nobody learns by it who has an account: what is
//! answered, and what is done before the answer, is the same for addresses that nobody has.

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::ids::UserId;
use burgrave_core::notifications::{Content, Occasion};
use burgrave_core::password;
use burgrave_store::{
    KeptKeys, LoginRecord, LoginType, NewPasscode, Reader, Redacted, StoreError, UserKeys, UserStatus,
};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::application::command::{Anonymous, Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::notices::{Audience, announce, sealed_passcode};
use crate::application::{App, ClientInfo, Lane};
use crate::fault::{Fault, FieldFault};

/// How long a passcode can be used.
const LIFETIME: TimeDelta = TimeDelta::minutes(20);

/// From one passcode of a user to the next: more often no mail is sent to them.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

/// What somebody sets a password with.
pub(crate) struct NewPassword {
    /// Email address, in any letter case.
    pub(crate) email: String,
    /// The new password.
    pub(crate) password: String,
    /// The passcode, as it was sent.
    pub(crate) passcode: String,
}

struct RequestPasscode {
    email: String,
    user: Option<UserId>,
    hashed: Redacted<Vec<u8>>,
    content: Content,
}

struct SetPassword {
    user: UserId,
    passcode: Redacted<Vec<u8>>,
    compared: Option<Redacted<String>>,
    hash: Redacted<String>,
}

/// Sends a passcode to the user with this address, if there is one who logs in with a password.
///
/// # Errors
/// The database's.
pub(crate) async fn request(app: &App, client: impl Into<ClientInfo>, email: String) -> Result<(), Fault> {
    let address = email.clone();
    let found = app.store().read(move |reader| async move { account(&reader, &address).await }).await?;
    let user = found.map(|found| found.user.id);
    let passcode = app.entropy().uuid().to_string();
    let place = user.unwrap_or_else(|| UserId::new(Uuid::nil()));
    let content = sealed_passcode(app.sealing(), place, &passcode, app.entropy())
        .map_err(|fault| Fault::Internal(format!("a passcode can't be sealed: {fault}")))?;
    let command = RequestPasscode { email, user, hashed: Redacted(hash(&passcode)), content };
    app.execute(command, Anonymous, client).await
}

/// Sets a password by a passcode, and ends all of the user's sessions, tokens and codes.
///
/// # Errors
/// `Invalid` for a password that is too weak; `BrokenRule` for a passcode that isn't right or too old, and
/// for the password until now.
pub(crate) async fn redeem(
    app: &App,
    client: impl Into<ClientInfo>,
    wanted: NewPassword,
) -> Result<(), Fault> {
    if let Some(detail) = password::weakness(&wanted.password) {
        return Err(Fault::field("password", detail));
    }
    let (client, now) = (client.into(), app.now());
    let (email, passcode) = (wanted.email, Redacted(hash(wanted.passcode.trim())));
    let sent = passcode.clone();
    let found = app.store().read(move |reader| async move {
        let Some(found) = account(&reader, &email).await? else { return Ok::<_, StoreError>(None) };
        Ok(fits(&reader, found.user.id, &sent, now).await?.then_some(found))
    });
    let found = found.await?.ok_or_else(wrong)?;
    let old = found.hashed_password.clone().map(|hash| hash.0);
    let lane = Lane::of(&client);
    if app.hashing().verify_for(lane, wanted.password.clone(), old).await? {
        let fields =
            vec![FieldFault { field: "password".into(), detail: "must differ from the old one".into() }];
        let message = "New password cannot match old password.".into();
        return Err(Fault::BrokenRule { message, detail: None, fields });
    }
    let hash = Redacted(app.hashing().hash_for(Lane::of(&client), wanted.password).await?);
    let command = SetPassword { user: found.user.id, passcode, compared: found.hashed_password, hash };
    app.execute(command, Anonymous, client).await
}

/// The account with this address, if a passcode can be of use to it.
async fn account(reader: &Reader, email: &str) -> Result<Option<LoginRecord>, StoreError> {
    let found = reader.login_by_email(email).await?;
    Ok(found.filter(|found| {
        found.user.login_type == LoginType::Password && found.user.status != UserStatus::Suspended
    }))
}

/// Whether the user has this passcode, and may still use it.
async fn fits(
    reader: &Reader,
    user: UserId,
    sent: &Redacted<Vec<u8>>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let kept = reader.passcode(user).await?.filter(|kept| now < kept.expires_at);
    Ok(kept.is_some_and(|kept| kept.hashed_passcode.0.ct_eq(&sent.0).into()))
}

/// A passcode is as random as a key, so that its hash needs no salt.
fn hash(passcode: &str) -> Vec<u8> {
    Sha256::digest(passcode.to_ascii_lowercase()).to_vec()
}

fn wrong() -> Fault {
    Fault::rule("Incorrect email or one-time passcode.")
}

impl Command for RequestPasscode {
    type Actor = Anonymous;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::REQUEST_ONE_TIME_PASSCODE.into()
    }

    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<()>, Fault> {
        let Some(user_id) = self.user else {
            return Ok(Outcome::changed((), Entry::new(Uuid::nil(), &self.email)));
        };
        let entry = Entry::new(user_id, &self.email).by(user_id);
        let (now, before) = (context.now, context.passcode(user_id).await?);
        if before.is_some_and(|before| now - before.created_at < PAUSE) {
            return Ok(Outcome::changed((), entry));
        }
        let hashed_passcode = self.hashed.clone();
        let new = NewPasscode { user_id, hashed_passcode, created_at: now, expires_at: now + LIFETIME };
        context.put_passcode(&new).await?;
        announce(context, (Occasion::Passcode, Audience::One(user_id)), user_id, &self.content, now).await?;
        Ok(Outcome::changed((), entry))
    }
}

impl Command for SetPassword {
    type Actor = Anonymous;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::CHANGE_PASSWORD_WITH_ONE_TIME_PASSCODE.into()
    }

    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<()>, Fault> {
        let found = context.login_by_id(self.user).await?;
        // It was changed concurrently, by the same passcode or another way.
        let found = found.filter(|found| found.hashed_password == self.compared).ok_or_else(wrong)?;
        if !fits(context, self.user, &self.passcode, context.now).await? {
            return Err(wrong());
        }
        let user = Authorized::automatic(Automatic::Session, found.user);
        context.set_user_password(&user, &self.hash, context.now).await?;
        context.delete_passcode(self.user).await?;
        let keys = Authorized::automatic(Automatic::Part, UserKeys { user_id: self.user });
        context.end_everything_of(&keys, KeptKeys::None).await?;
        let diff = Diff::default().secret("hashed_password");
        Ok(Outcome::changed((), Entry::new(self.user, &user.username).by(self.user).diff(diff)))
    }
}
