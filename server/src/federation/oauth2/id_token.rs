//! Claims about people for apps (OpenID Connect Core): ID tokens, userinfo, and the keys that sign.
//!
//! A key signs for [`SIGNS_FOR`]; then the next one does. Its public half is shown for as long as tokens that
//! it signed last. Several servers on one database each use the newest key that they can open: one whose
//! sealing key is another's makes its own, and all show all of them.

use std::sync::Arc;
use strum::VariantArray as _;

use burgrave_core::oauth2::id_token::{self, Occasion, Person};
use burgrave_core::oauth2::scope::{IdentityScope, Scopes};
use burgrave_core::oauth2::{ErrorCode, Refusal, SigningAlgorithm, SigningKey};
use burgrave_store::{AppRecord, LoginType, NewSigningKey, Redacted, SigningKeyRecord, UserRecord};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use slog::warn;

use super::client;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::application::{App, Caller, ClientInfo};
use crate::fault::Fault;

/// How long a key signs.
const SIGNS_FOR: TimeDelta = TimeDelta::days(30);
/// How long it is kept: until the last token that it signed has ended, with an hour for clocks and caches.
pub(super) const KEPT_FOR: TimeDelta = TimeDelta::hours(30 * 24 + 2);

/// A login for which tokens were issued.
pub(super) struct Login<'a> {
    /// To which app.
    pub(super) app: &'a AppRecord,
    /// Who logged in.
    pub(super) user: &'a UserRecord,
    /// What the app may know.
    pub(super) scopes: &'a Scopes,
    /// What it wants to find in the ID token; empty when it sent nothing.
    pub(super) nonce: &'a str,
    /// When.
    pub(super) authenticated_at: DateTime<Utc>,
    /// The token that comes beside the ID token.
    pub(super) access_token: &'a str,
}

/// The ID token of a login.
///
/// # Errors
/// The storage's.
pub(super) async fn issue(app: &App, login: &Login<'_>) -> Result<String, Fault> {
    let algorithm = algorithm(&login.app.metadata);
    let (key, kid) = signing_key(app, algorithm).await?;
    let client_id = client::client_id(login.app);
    let occasion = Occasion {
        issuer: app.settings().access_url(),
        client_id: &client_id,
        nonce: login.nonce,
        authenticated_at: login.authenticated_at,
        access_token: login.access_token,
        now: app.now(),
    };
    let claims = id_token::claims(&person(login.user), login.scopes, &occasion, algorithm);
    key.sign(&kid, &claims).map_err(|fault| Fault::Internal(fault.to_string()))
}

/// What the holder of an app's access token may know about the person.
///
/// # Errors
/// `insufficient_scope` for a token without `openid`.
pub(crate) async fn userinfo(app: &App, caller: &Arc<Caller>) -> Result<Map<String, Value>, Fault> {
    let id = caller.key.id.clone();
    let grant = app.store().read(move |reader| async move { reader.oauth2_grant_by_key(&id).await }).await?;
    let scopes = Scopes::existing(&grant.map(|grant| grant.access_scope).unwrap_or_default());
    if !scopes.has(IdentityScope::OpenId) {
        let why = "The token has no scope openid";
        return Err(Fault::Protocol(Refusal::new(ErrorCode::InsufficientScope, why)));
    }
    Ok(id_token::userinfo(&person(&caller.user), &scopes))
}

/// The public halves of all keys whose tokens may still last.
///
/// # Errors
/// The storage's.
pub(crate) async fn public_keys(app: &App) -> Result<Vec<Value>, Fault> {
    for algorithm in SigningAlgorithm::VARIANTS {
        signing_key(app, *algorithm).await?;
    }
    let keys = app.store().read(|reader| async move { reader.oauth2_signing_keys().await }).await?;
    Ok(keys.iter().filter_map(|key| serde_json::from_str(&key.public_key).ok()).collect())
}

/// How an app wants its tokens to be signed, as its metadata say.
fn algorithm(metadata: &str) -> SigningAlgorithm {
    let said: Value = serde_json::from_str(metadata).unwrap_or_default();
    let word = said.get("id_token_signed_response_alg").and_then(Value::as_str);
    word.and_then(|word| word.parse().ok()).unwrap_or(SigningAlgorithm::Rs256)
}

fn person(user: &UserRecord) -> Person<'_> {
    Person {
        id: user.id.uuid(),
        username: &user.username,
        name: &user.name,
        email: &user.email,
        // Only the identity provider knows.
        email_verified: user.login_type == LoginType::Oidc,
        picture: &user.avatar_url,
        updated_at: user.updated_at,
    }
}

/// The key that signs now, with its id; made where there is none.
async fn signing_key(app: &App, algorithm: SigningAlgorithm) -> Result<(SigningKey, String), Fault> {
    let keys = app.store().read(|reader| async move { reader.oauth2_signing_keys().await }).await?;
    let since = app.now() - SIGNS_FOR;
    let usable = keys.iter().filter(|key| key.algorithm == algorithm.as_str() && key.created_at > since);
    if let Some(found) = usable.filter_map(|key| opened(app, algorithm, key)).next() {
        return Ok(found);
    }
    let failed = |fault: &dyn std::fmt::Display| Fault::Internal(fault.to_string());
    let key = tokio::task::spawn_blocking(move || SigningKey::generate(algorithm)).await;
    let key = key.map_err(|fault| failed(&fault))?.map_err(|fault| failed(&fault))?;
    let jwk = key.public_jwk();
    let kid = jwk["kid"].as_str().unwrap_or_default().to_owned();
    let bytes = key.to_bytes().map_err(|fault| failed(&fault))?;
    let sealed = app.sealing().seal(&bytes, kid.as_bytes(), app.entropy()).map_err(|fault| failed(&fault))?;
    let command = AddSigningKey {
        id: kid.clone(),
        algorithm,
        public_key: jwk.to_string(),
        sealed_key: Redacted(sealed),
    };
    app.execute(command, Automatic::Task, ClientInfo::server("oauth2")).await?;
    Ok((key, kid))
}

fn opened(app: &App, algorithm: SigningAlgorithm, key: &SigningKeyRecord) -> Option<(SigningKey, String)> {
    let bytes = app.sealing().open(&key.sealed_key.0, key.id.as_bytes());
    let bytes = bytes
        .inspect_err(|fault| {
            warn!(app.log(), "a key that signs ID tokens can't be opened"; "key" => &key.id, "cause" => %fault);
        })
        .ok()?;
    Some((SigningKey::from_bytes(algorithm, &bytes).ok()?, key.id.clone()))
}

/// Keeps a new key that signs.
struct AddSigningKey {
    id: String,
    algorithm: SigningAlgorithm,
    public_key: String,
    sealed_key: Redacted<Vec<u8>>,
}

impl Command for AddSigningKey {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        let new = NewSigningKey {
            id: self.id.clone(),
            algorithm: self.algorithm.as_str().into(),
            public_key: self.public_key.clone(),
            sealed_key: self.sealed_key.clone(),
            now: context.now,
        };
        context.insert_oauth2_signing_key(&new).await?;
        Ok(Outcome::unrecorded(()))
    }
}
