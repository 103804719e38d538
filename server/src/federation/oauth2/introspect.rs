//! What is known of a token (RFC 7662).

use burgrave_core::ids::UserId;
use burgrave_core::oauth2::{Refusal, resource};
use burgrave_store::{AppRecord, Reader, UserStatus};
use chrono::{DateTime, Utc};

use super::client::{self, ClientCredentials};
use super::revoke::Token;
use crate::application::App;
use crate::fault::Fault;

/// What a token that holds is good for.
#[derive(Debug, Clone)]
pub(crate) struct Introspection {
    /// What it may do.
    pub(crate) scope: String,
    /// Who holds it, by its id of the protocol.
    pub(crate) client_id: String,
    /// Whom it acts for.
    pub(crate) user: UserId,
    /// By which name.
    pub(crate) username: String,
    /// Whether it opens the API.
    pub(crate) is_access: bool,
    /// When it was issued.
    pub(crate) issued: DateTime<Utc>,
    /// Until when it lasts.
    pub(crate) ends: DateTime<Utc>,
    /// For whom; empty when that wasn't said.
    pub(crate) resource: String,
}

/// What is known of a token, for the client that holds it, and for the resource server that it is meant for:
/// a client in whose list of resources the token's stands (RFC 8707). None for every other.
///
/// # Errors
/// `invalid_request` without a token, and the errors of client authentication, which public clients always
/// get.
pub(crate) async fn introspect(
    app: &App,
    shown: ClientCredentials,
    token: Option<String>,
) -> Result<Option<Introspection>, Fault> {
    let now = app.now();
    app.store().read(move |reader| async move { ask(&reader, &shown, token, now).await }).await
}

async fn ask(
    reader: &Reader,
    shown: &ClientCredentials,
    token: Option<String>,
    now: DateTime<Utc>,
) -> Result<Option<Introspection>, Fault> {
    let client = client::authenticate(reader, shown).await?;
    if client::is_public(&client.app) {
        return Err(Fault::Protocol(Refusal::client()));
    }
    let token = token.filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| Fault::Protocol(Refusal::missing("token")))?;
    let Some(token) = Token::parse(&token) else { return Ok(None) };
    let Some((grant, key)) = token.held(reader).await? else { return Ok(None) };
    // A resource server gets access tokens, and has nothing to ask about others.
    let serves = key.is_some() && is_resource_of(&client.app, &grant.resource);
    if grant.app_id != client.app.id && !serves {
        return Ok(None);
    }
    let Some(holder) = reader.oauth2_app(grant.app_id).await? else { return Ok(None) };
    let user = reader.user_by_id(grant.user_id).await?;
    let alive =
        |user: &burgrave_store::UserRecord| user.deleted_at.is_none() && user.status != UserStatus::Suspended;
    let Some(user) = user.filter(alive) else { return Ok(None) };
    let is_access = key.is_some();
    let (scope, issued, ends) = match key {
        Some(key) => (grant.access_scope, key.created_at, key.expires_at),
        None => (grant.scope, grant.updated_at, grant.refresh_expires_at),
    };
    let known = Introspection {
        scope,
        client_id: client::client_id(&holder),
        user: user.id,
        username: user.username,
        is_access,
        issued,
        ends,
        resource: grant.resource,
    };
    Ok((known.ends > now).then_some(known))
}

fn is_resource_of(app: &AppRecord, asked: &str) -> bool {
    let asked = resource::normal(asked);
    asked.is_some() && app.resources.iter().any(|own| resource::normal(own) == asked)
}
