//! What is known of a token (RFC 7662).

use burgrave_core::ids::{AppId, UserId};
use burgrave_core::oauth2::{Refusal, scope};
use burgrave_store::{Reader, UserStatus};
use chrono::{DateTime, Utc};

use super::client::{self, Shown};
use super::revoke::Token;
use crate::application::App;
use crate::fault::Fault;

/// What a token that holds is good for.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// What it may do.
    pub(crate) scope: String,
    /// Who holds it.
    pub(crate) app: AppId,
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

/// What is known of a token, for the client that holds it; none for every other.
///
/// # Errors
/// `invalid_request` without a token, and whatever keeps the client from proving itself; a public client can't.
pub(crate) async fn introspect(
    app: &App,
    shown: Shown,
    token: Option<String>,
) -> Result<Option<Known>, Fault> {
    let now = app.now();
    app.store().read(move |reader| async move { ask(&reader, &shown, token, now).await }).await
}

async fn ask(
    reader: &Reader,
    shown: &Shown,
    token: Option<String>,
    now: DateTime<Utc>,
) -> Result<Option<Known>, Fault> {
    let client = client::authenticate(reader, shown).await?;
    if client::is_public(&client.app) {
        return Err(Fault::Protocol(Refusal::client()));
    }
    let token = token.filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| Fault::Protocol(Refusal::missing("token")))?;
    let Some(token) = Token::parse(&token) else { return Ok(None) };
    let held = token.held(reader).await?.filter(|(grant, _)| grant.app_id == client.app.id);
    let Some((grant, key)) = held else { return Ok(None) };
    let user = reader.user_by_id(grant.user_id).await?;
    let alive =
        |user: &burgrave_store::UserRecord| user.deleted_at.is_none() && user.status != UserStatus::Suspended;
    let Some(user) = user.filter(alive) else { return Ok(None) };
    let is_access = key.is_some();
    let (scope, issued, ends) = match key {
        Some(key) => (scope::write(key.scope.names()), key.created_at, key.expires_at),
        None => (grant.scope, grant.updated_at, grant.refresh_expires_at),
    };
    let known = Known {
        scope,
        app: grant.app_id,
        user: user.id,
        username: user.username,
        is_access,
        issued,
        ends,
        resource: grant.resource,
    };
    Ok((known.ends > now).then_some(known))
}
