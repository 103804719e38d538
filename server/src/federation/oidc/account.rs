//! The user behind an account at the provider: found by the link, taken over by address, or made.

use burgrave_core::authorization::{Authorized, Automatic, SiteRole};
use burgrave_core::ids::UserId;
use burgrave_core::oidc::{Identity, username};
use burgrave_store::{Inserted, LoginType, NewUser, Reader, Tx, UserRecord, UserStatus};
use chrono::{DateTime, Utc};

use super::Provider;
use crate::application::App;
use crate::application::command::Entry;
use crate::application::notices::account_created;
use crate::fault::Fault;
use crate::identity::sessions::wake;

/// Further usernames that are tried when one is taken.
const TRIES: usize = 10;
/// Letters and digits behind the hyphen of such a username.
const SUFFIX_LENGTH: usize = 7;
/// Longest username.
const LONGEST: usize = burgrave_core::bounds::USERNAME;

/// A person who logs in through the provider: all that is determined before the transaction.
#[derive(Clone)]
pub(super) struct Arrival {
    /// Issuer and subject.
    pub(super) linked_id: String,
    /// Who they say they are.
    pub(super) identity: Identity,
    /// Id of the user, if one has to be made.
    pub(super) id: UserId,
    /// Usernames to try, in this order.
    pub(super) usernames: Vec<String>,
    /// Whether unknown people get an account.
    pub(super) signups: bool,
    /// Whether the first user needs a setup token, which a login through the provider can't have.
    pub(super) guarded_setup: bool,
}

/// The user, and whether they are new.
pub(super) struct LoginAccount {
    /// As they are now.
    pub(super) user: UserRecord,
    /// Made just now.
    pub(super) new: bool,
    /// The first of the deployment.
    pub(super) first: bool,
    /// The entry of a dormant user who is active again.
    pub(super) woken: Option<Entry>,
}

impl Arrival {
    /// A person with this identity.
    pub(super) fn new(app: &App, provider: &Provider, identity: Identity) -> Self {
        let base = username(&[&identity.username, &identity.email])
            .unwrap_or_else(|| format!("user-{}", app.entropy().alphanumeric(SUFFIX_LENGTH).to_lowercase()));
        let others = (0..TRIES).map(|_| suffixed(&base, &app.entropy().alphanumeric(SUFFIX_LENGTH)));
        Self {
            linked_id: provider.linked_id(&identity.subject),
            usernames: std::iter::once(base.clone()).chain(others).collect(),
            id: app.new_id(),
            signups: provider.config.allow_signups,
            guarded_setup: app.settings().setup_token.is_some(),
            identity,
        }
    }

    /// The user that this is.
    ///
    /// # Errors
    /// `Refused` for an account that logs in another way or belongs to another account of the provider, and
    /// for unknown people where they get none; `LoginFailed` for a suspended user; `Conflict` when no
    /// username is free.
    pub(super) async fn settle(&self, tx: &Tx, now: DateTime<Utc>) -> Result<LoginAccount, Fault> {
        if let Some(link) = tx.user_link_by_id(&self.linked_id).await?
            && let Some(user) = tx.user_by_id(link.user_id).await?.filter(|user| user.deleted_at.is_none())
        {
            return self.returning(tx, now, user).await;
        }
        if let Some(user) = tx.user_by_email(&self.identity.email).await? {
            if tx.user_link(user.id).await?.is_some() {
                let message = "This email address belongs to a user who logs in with another account of the \
                               identity provider. Ask an administrator.";
                return Err(Fault::Refused { message: message.into() });
            }
            return self.returning(tx, now, user).await;
        }
        let first = !tx.any_user().await?;
        Ok(LoginAccount { user: self.create(tx, now, first).await?, new: true, first, woken: None })
    }

    /// The user whom a login that is refused concerns, if there is one.
    pub(super) async fn concerns(&self, reader: &Reader) -> Result<Option<UserId>, Fault> {
        if let Some(link) = reader.user_link_by_id(&self.linked_id).await? {
            return Ok(Some(link.user_id));
        }
        Ok(reader.user_by_email(&self.identity.email).await?.map(|user| user.id))
    }

    async fn returning(&self, tx: &Tx, now: DateTime<Utc>, user: UserRecord) -> Result<LoginAccount, Fault> {
        if user.login_type != LoginType::Oidc {
            let message = format!(
                "Incorrect login type: this account logs in through {}, not through the identity provider.",
                user.login_type.as_str()
            );
            return Err(Fault::Refused { message });
        }
        if user.status == UserStatus::Suspended {
            return Err(suspended());
        }
        let woken = self.refresh(tx, now, &user).await?;
        let user = tx.user_by_id(user.id).await?.ok_or_else(|| Fault::Internal("the user is gone".into()))?;
        Ok(LoginAccount { user, new: false, first: false, woken })
    }

    /// What the provider says of a person counts, but for the username. An address that somebody else has
    /// stays with them. Gives the entry of a dormant user who is active again.
    pub(super) async fn refresh(
        &self,
        tx: &Tx,
        now: DateTime<Utc>,
        user: &UserRecord,
    ) -> Result<Option<Entry>, Fault> {
        let woken = wake::activate(tx, user, now).await?;
        let holder = tx.user_by_email(&self.identity.email).await?;
        let free = holder.is_none_or(|holder| holder.id == user.id);
        let email = if free { &self.identity.email } else { &user.email };
        let (name, picture) = (&self.identity.name, &self.identity.picture);
        if (email, name, picture) != (&user.email, &user.name, &user.avatar_url) {
            let user = Authorized::automatic(Automatic::ClaimSync, user.clone());
            tx.set_user_identity(&user, email, name, picture, now).await?;
        }
        Ok(woken)
    }

    async fn create(&self, tx: &Tx, now: DateTime<Utc>, first: bool) -> Result<UserRecord, Fault> {
        if first && self.guarded_setup {
            let message = "Create the first user with the setup token; then people can log in here.";
            return Err(Fault::Refused { message: message.into() });
        }
        if !first && !self.signups {
            let message = "Signups are disabled: ask an administrator for an account.";
            return Err(Fault::Refused { message: message.into() });
        }
        let default = tx.default_organization().await?;
        let default = default.ok_or_else(|| Fault::Internal("there is no default organization".into()))?.id;
        for username in &self.usernames {
            let new = Authorized::automatic(Automatic::ClaimSync, self.new_user(username, first, now));
            if tx.create_user(&new, &[default]).await? == Inserted::Done {
                let made = tx.user_by_id(new.id).await?;
                let made = made.ok_or_else(|| Fault::Internal("the new user is gone".into()))?;
                account_created(tx, &made, "the identity provider", now).await?;
                return Ok(made);
            }
        }
        Err(Fault::Conflict {
            message: "No username is free for this account; try again.".into(),
            detail: None,
            fields: Vec::new(),
        })
    }

    fn new_user(&self, username: &str, first: bool, now: DateTime<Utc>) -> NewUser {
        NewUser {
            id: self.id,
            username: username.to_owned(),
            email: self.identity.email.clone(),
            name: self.identity.name.clone(),
            avatar_url: self.identity.picture.clone(),
            status: UserStatus::Active,
            login_type: LoginType::Oidc,
            rbac_roles: if first { vec![SiteRole::Owner.as_str().into()] } else { Vec::new() },
            service_account: false,
            hashed_password: None,
            now,
        }
    }
}

/// Users who may not act may not log in either.
pub(super) fn suspended() -> Fault {
    let message = "Your account is suspended. Contact an admin to have it activated again.".into();
    Fault::LoginFailed { message }
}

fn suffixed(base: &str, suffix: &str) -> String {
    let room = LONGEST - SUFFIX_LENGTH - 1;
    let base: String = base.chars().take(room).collect();
    format!("{}-{}", base.trim_end_matches('-'), suffix.to_lowercase())
}
