//! From claims to a session: user, link, synchronization and key, in one transaction.

use burgrave_core::authorization::Scope;
use burgrave_core::idpsync::{self, Claims};
use burgrave_core::oidc::{identity, in_domains};
use burgrave_core::token::SessionToken;
use burgrave_store::{Inserted, LoginType, NewApiKey, Redacted, Tx, UserLinkRecord, UserRecord};
use serde_json::Value;
use uuid::Uuid;

use super::account::Arrival;
use super::exchange::Exchanged;
use super::{Provider, tokens::Tokens};
use crate::application::audit::{self, Changed, Diff};
use crate::application::{App, Trail};
use crate::fault::Fault;
use crate::idpsync::apply::Sync;

/// Longest value of a claim that is remembered for those who write mappings, in bytes.
const LONGEST_VALUE: usize = 1024;
/// Values that are remembered of one login.
const MOST_VALUES: usize = 1_000;

/// Lets somebody in and gives their session's token.
///
/// # Errors
/// See [`Arrival::settle`] and [`Sync::apply`]; `BrokenRule` for claims that make nobody; `Refused` for an address that
/// isn't verified or not of an allowed domain, and for somebody in none of the allowed groups.
pub(super) async fn arrive(
    app: &App,
    provider: &Provider,
    trail: Trail,
    exchanged: Exchanged,
) -> Result<String, Fault> {
    let Exchanged { tokens, claims } = exchanged;
    let arrival = admitted(app, provider, &claims)?;
    let token = SessionToken::generate(app.entropy());
    let entrance = Entrance::new(app, &trail, arrival, tokens, claims, &token);
    app.store()
        .write(move |tx| {
            let entrance = entrance.clone();
            async move { entrance.open(&tx).await }
        })
        .await?;
    Ok(token.reveal())
}

/// Who somebody is, if they may come in at all.
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
        let groups = idpsync::values(claims, field)
            .map_err(|fault| Fault::rule(format!("The claim {field:?} of your login {fault}.")))?;
        if groups.is_empty() {
            return refused("Not a member of an allowed group: you have no groups in your claims!".into());
        }
        if !groups.iter().any(|group| config.sync.allowed_groups.contains(group)) {
            return refused(
                "Not a member of an allowed group: ask an administrator to be added to one.".into(),
            );
        }
    }
    let issuer = config.issuer.as_str().trim_end_matches('/');
    Ok(Arrival::new(app, issuer, identity, config.allow_signups))
}

/// All that the transaction needs.
#[derive(Clone)]
struct Entrance {
    app: App,
    trail: Trail,
    arrival: Arrival,
    tokens: Tokens,
    claims: Claims,
    key: NewApiKey,
}

impl Entrance {
    fn new(
        app: &App,
        trail: &Trail,
        arrival: Arrival,
        tokens: Tokens,
        claims: Claims,
        token: &SessionToken,
    ) -> Self {
        let key = new_key(app, token, trail);
        Self { app: app.clone(), trail: trail.clone(), arrival, tokens, claims, key }
    }

    async fn open(&self, tx: &Tx) -> Result<(), Fault> {
        let found = self.arrival.settle(tx, &self.trail).await?;
        remember(&self.app, tx, &self.trail, &found.user, &self.arrival, &self.tokens, &self.claims).await?;
        let key = NewApiKey { user_id: found.user.id, ..self.key.clone() };
        if tx.insert_api_key(&key).await? == Inserted::Taken {
            return Err(Fault::Internal("a new session's id is taken".into()));
        }
        let changed = Changed {
            resource: "api_key",
            action: if found.new { "register" } else { "login" },
            id: found.user.id,
            target: found.user.username,
            organization: None,
            diff: Diff::default(),
            status: 307,
        };
        Ok(audit::write(tx, &self.trail, Some(found.user.id), changed).await?)
    }
}

/// The link, the claims, and what they give.
pub(super) async fn remember(
    app: &App,
    tx: &Tx,
    trail: &Trail,
    user: &UserRecord,
    arrival: &Arrival,
    tokens: &Tokens,
    claims: &Claims,
) -> Result<(), Fault> {
    let sealed = tokens.seal(app.sealing(), user.id, app.entropy());
    let link = UserLinkRecord {
        user_id: user.id,
        linked_id: arrival.linked_id.clone(),
        sealed_tokens: sealed.map_err(|fault| Fault::Internal(fault.to_string()))?,
        tokens_expire_at: tokens.expire_at,
    };
    tx.set_user_link(&link, trail.now).await?;
    tx.set_user_claims(user.id, &flat(claims)).await?;
    Sync { tx, trail, user, claims, defaults: &app.settings().oidc_sync }.apply().await
}

/// A key for the session; its user is known only in the transaction.
pub(super) fn new_key(app: &App, token: &SessionToken, trail: &Trail) -> NewApiKey {
    let lifetime = app.settings().lifetimes.session;
    NewApiKey {
        id: token.id.clone(),
        hashed_secret: Redacted(token.hash().to_vec()),
        user_id: Uuid::nil(),
        login_type: LoginType::Oidc,
        scope: Scope::all(),
        token_name: String::new(),
        lifetime_seconds: lifetime.num_seconds(),
        ip_address: trail.origin.address.clone(),
        expires_at: trail.now + lifetime,
        now: trail.now,
    }
}

/// Names and values of claims, arrays by their elements.
pub(super) fn flat(claims: &Claims) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for (field, value) in claims {
        match value {
            Value::Array(elements) => rows.extend(elements.iter().map(|one| (field.clone(), text(one)))),
            Value::Null => {}
            one => rows.push((field.clone(), text(one))),
        }
    }
    rows.retain(|(field, value)| {
        field.len() <= LONGEST_VALUE && value.len() <= LONGEST_VALUE && !value.contains('\0')
    });
    rows.truncate(MOST_VALUES);
    rows
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
