//! Revoking a token (RFC 7009).

use burgrave_core::oauth2::{Credential, Refusal};
use burgrave_core::token::SessionToken;
use burgrave_store::{ApiKeyRecord, AppRecord, GrantRecord, Reader, Tx};

use super::client::{self, Shown};
use crate::application::audit::{self, Changed, Diff};
use crate::application::{App, AuditContext};
use crate::fault::Fault;

/// A token in one of its two forms.
#[derive(Debug, Clone)]
pub(super) enum Token {
    /// An API key.
    Access(SessionToken),
    /// What gets the next ones.
    Refresh(Credential),
}

impl Token {
    /// None for a text of neither form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        SessionToken::parse(text)
            .ok()
            .map(Self::Access)
            .or_else(|| Credential::parse(text).map(Self::Refresh))
    }

    /// The grant that the token is of; with the key, where that is the token.
    pub(super) async fn held(
        &self,
        reader: &Reader,
    ) -> Result<Option<(GrantRecord, Option<ApiKeyRecord>)>, Fault> {
        match self {
            Self::Access(token) => {
                let key = reader.api_key(&token.id).await?.filter(|key| token.matches(&key.hashed_secret.0));
                let Some(key) = key else { return Ok(None) };
                Ok(reader.oauth2_grant_by_key(&key.id).await?.map(|grant| (grant, Some(key))))
            }
            Self::Refresh(token) => {
                let grant = reader.oauth2_grant_by_refresh(&token.prefix).await?;
                let grant = grant.filter(|grant| token.matches(&grant.refresh_hash.0));
                Ok(grant.map(|grant| (grant, None)))
            }
        }
    }
}

/// Ends the grant that the token is of, when it is the client's. Whatever else the token is changes nothing.
///
/// # Errors
/// `invalid_request` without a token or for a text that can't be one, and whatever keeps the client from proving itself.
pub(crate) async fn revoke(
    app: &App,
    audit_context: AuditContext,
    shown: Shown,
    token: Option<String>,
) -> Result<(), Fault> {
    let token = token.filter(|token| !token.is_empty());
    app.store()
        .write(move |tx| {
            let (audit_context, shown, token) = (audit_context.clone(), shown.clone(), token.clone());
            async move { act(&tx, &audit_context, &shown, token.as_deref()).await }
        })
        .await
}

async fn act(tx: &Tx, audit_context: &AuditContext, shown: &Shown, token: Option<&str>) -> Result<(), Fault> {
    let client = client::authenticate(tx, shown).await?;
    let token = token.ok_or_else(|| Fault::Protocol(Refusal::missing("token")))?;
    let token =
        Token::parse(token).ok_or_else(|| Fault::Protocol(Refusal::request("Invalid token format")))?;
    match token.held(tx).await?.filter(|(grant, _)| grant.app_id == client.app.id) {
        Some((grant, _)) => end(tx, audit_context, &client.app, &grant, 200).await,
        None => Ok(()),
    }
}

/// Ends an app's grant with both its tokens; `status` is the answer's to whoever gave rise to it.
///
/// # Errors
/// The storage's.
pub(super) async fn end(
    tx: &Tx,
    audit_context: &AuditContext,
    app: &AppRecord,
    grant: &GrantRecord,
    status: u16,
) -> Result<(), Fault> {
    tx.delete_oauth2_grant(grant.id).await?;
    let changed = Changed {
        resource: "api_key",
        action: "delete",
        id: grant.id.into(),
        target: app.name.clone(),
        organization: None,
        diff: Diff::default().secret("access_token").secret("refresh_token"),
        status,
    };
    Ok(audit::write(tx, audit_context, Some(grant.user_id), changed).await?)
}
