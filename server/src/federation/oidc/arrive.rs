//! From claims to a session: user, link, synchronization and key, in one transaction.

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic, Scope, SiteRole};
use burgrave_core::idpsync::{self, ClaimFault, Claims};
use burgrave_core::ids::UserId;
use burgrave_core::oidc::{identity, in_domains};
use burgrave_core::token::SessionToken;
use burgrave_store::{Inserted, LoginType, NewApiKey, Redacted, Tx, UserLinkRecord, UserRecord};
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::account::Arrival;
use super::exchange::Exchanged;
use super::{Provider, tokens::Tokens};
use crate::application::command::{Anonymous, Audit, Command, CommandContext, Entry, Outcome};
use crate::application::{App, AuditContext};
use crate::fault::Fault;
use crate::federation::idpsync::apply::Sync;

/// Longest value of a claim that is remembered for those who write mappings, in bytes.
const LONGEST_VALUE: usize = 1024;
/// Values that are remembered of one login.
const MOST_VALUES: usize = 1_000;

/// Logs a person in and returns the session's token. `known` gets the user whom a refusal concerns.
///
/// # Errors
/// See [`Arrival::settle`] and [`Sync::apply`]; `BrokenRule` for claims without an identity; `Refused` for an
/// address that isn't verified or not of an allowed domain, and for a person in none of the allowed groups.
pub(super) async fn arrive(
    app: &App,
    provider: &Provider,
    audit_context: AuditContext,
    exchanged: Exchanged,
    known: impl FnOnce(UserId) + Send,
) -> Result<String, Fault> {
    let Exchanged { tokens, claims } = exchanged;
    let arrival = admitted(app, provider, &claims)?;
    let concerned = arrival.clone();
    let token = SessionToken::generate(app.entropy());
    let key = new_key(app, &token, &audit_context);
    let command = LogInThroughProvider { app: app.clone(), arrival, tokens, claims, key };
    let opened = app.execute(command, Anonymous, audit_context.client).await;
    if opened.is_err() {
        let whom = app.store().read(move |reader| {
            let concerned = concerned.clone();
            async move { concerned.concerns(&reader).await }
        });
        if let Ok(Some(whom)) = whom.await {
            known(whom);
        }
    }
    opened.map(|()| token.reveal())
}

/// The identity of a person, if they may log in.
pub(super) fn admitted(app: &App, provider: &Provider, claims: &Claims) -> Result<Arrival, Fault> {
    let config = &provider.config;
    let identity = identity(claims, &config.claims).map_err(|fault| Fault::rule(fault.to_string()))?;
    let refused = |message: String| Err(Fault::Refused { message });
    if identity.unverified && !config.ignore_email_verified {
        let email = &identity.email;
        return refused(format!("Verify the {email:?} email address on your OIDC provider to authenticate!"));
    }
    if !in_domains(&identity.email, &config.domains) {
        let email = &identity.email;
        return refused(format!(
            "Your email {email:?} is not from an authorized domain! Please contact your administrator."
        ));
    }
    if !config.sync.allowed_groups.is_empty() {
        let field = &config.sync.groups.field;
        let groups = idpsync::values(claims, field).map_err(|fault| unreadable(field, fault))?;
        if groups.is_empty() {
            return refused("Not a member of an allowed group: you have no groups in your claims!".into());
        }
        if !groups.iter().any(|group| config.sync.allowed_groups.contains(group)) {
            return refused(
                "Not a member of an allowed group: ask an administrator to be added to one.".into(),
            );
        }
    }
    Ok(Arrival::new(app, provider, identity))
}

/// A claim that decides over admission and says nothing.
fn unreadable(field: &str, fault: ClaimFault) -> Fault {
    let message = format!("The claim {field:?} of your login {fault}.");
    if fault.is_not_told() { Fault::Refused { message } } else { Fault::rule(message) }
}

/// Finds or makes the user, remembers and synchronizes what the provider says of them, and opens a session.
struct LogInThroughProvider {
    app: App,
    arrival: Arrival,
    tokens: Tokens,
    claims: Claims,
    /// The session's key; its user is known only in the transaction.
    key: NewApiKey,
}

impl Command for LogInThroughProvider {
    type Actor = Anonymous;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::OIDC_CALLBACK.into()
    }

    /// # Errors
    /// See [`Arrival::settle`] and [`Sync::apply`].
    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<()>, Fault> {
        let Self { app, arrival, tokens, claims, key } = self;
        let found = arrival.settle(context, context.now).await?;
        let news = News { app, now: context.now, seed: seed(context), arrival, tokens, claims };
        let synchronized = news.remember(context, &found.user, found.first).await?;
        context.touch_user(found.user.id, context.now).await?;
        let key = NewApiKey { user_id: found.user.id, ..key.clone() };
        let key = Authorized::automatic(Automatic::Session, key);
        if context.insert_api_key(&key).await? == Inserted::Taken {
            return Err(Fault::Internal("a new session's id is taken".into()));
        }
        let entry = Entry::new(found.user.id, found.user.username).by(found.user.id);
        let entry = if found.new { entry.of_operation(operations::OIDC_CALLBACK_REGISTERED) } else { entry };
        Ok(Outcome::changed((), entry).and(found.woken).and(synchronized))
    }
}

/// Of what ids are made that the synchronization needs.
pub(super) fn seed(context: &CommandContext<Anonymous>) -> Uuid {
    context.derived_id(&["entry"])
}

/// What the provider says of a person.
pub(super) struct News<'a> {
    pub(super) app: &'a App,
    pub(super) now: DateTime<Utc>,
    pub(super) seed: Uuid,
    pub(super) arrival: &'a Arrival,
    pub(super) tokens: &'a Tokens,
    pub(super) claims: &'a Claims,
}

impl News<'_> {
    /// The link, the claims, and what they give. The `first` user owns the deployment regardless of the
    /// claims: there is nobody else yet who could.
    pub(super) async fn remember(
        &self,
        tx: &Tx,
        user: &UserRecord,
        first: bool,
    ) -> Result<Vec<Entry>, Fault> {
        let sealed = self.tokens.seal(self.app.sealing(), user.id, self.app.entropy());
        let link = UserLinkRecord {
            user_id: user.id,
            linked_id: self.arrival.linked_id.clone(),
            sealed_tokens: sealed.map_err(|fault| Fault::Internal(fault.to_string()))?,
            tokens_expire_at: self.tokens.expire_at,
        };
        tx.set_user_link(&link, self.now).await?;
        remember_claims(tx, user.id, self.claims, self.now).await?;
        let defaults = &self.app.settings().oidc_sync;
        let kept: &[SiteRole] = if first { &[SiteRole::Owner] } else { &[] };
        let Self { now, seed, claims, .. } = *self;
        let log = self.app.log();
        Sync { tx, now, seed, user, claims, defaults, kept, log }.apply().await
    }
}

/// A key for the session; its user is known only in the transaction.
pub(super) fn new_key(app: &App, token: &SessionToken, audit_context: &AuditContext) -> NewApiKey {
    let lifetime = app.settings().lifetimes.session;
    NewApiKey {
        id: token.id.clone(),
        hashed_secret: Redacted(token.hash().to_vec()),
        user_id: UserId::nil(),
        login_type: LoginType::Oidc,
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

/// Remembers the claims for the user, and for those who write mappings.
pub(super) async fn remember_claims(
    tx: &Tx,
    user: UserId,
    claims: &Claims,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let all = serde_json::to_string(claims).map_err(|fault| Fault::Internal(fault.to_string()))?;
    tx.set_all_user_claims(user, &all, now).await?;
    Ok(tx.set_user_claims(user, &flat(claims)).await?)
}

/// Names and values of claims, arrays by their elements.
fn flat(claims: &Claims) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for (field, value) in claims {
        match value {
            Value::Array(elements) => rows.extend(elements.iter().map(|one| (field.clone(), text(one)))),
            Value::Null => {}
            one => rows.push((field.clone(), text(one))),
        }
    }
    let fits = |text: &String| text.len() <= LONGEST_VALUE && !text.contains('\0');
    rows.retain(|(field, value)| fits(field) && fits(value));
    rows.truncate(MOST_VALUES);
    rows
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
