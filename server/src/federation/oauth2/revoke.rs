//! Revoking a token (RFC 7009).

use burgrave_api::operations;
use burgrave_core::oauth2::{Credential, Refusal};
use burgrave_core::token::SessionToken;
use burgrave_store::{ApiKeyRecord, AppRecord, GrantRecord, Reader, Tx};

use super::client::{self, ClientCredentials};
use crate::application::command::{Anonymous, Audit, Command, CommandContext, Diff, Entry, Outcome};
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

/// Ends the grant that the token is of, when it is the client's. Everything else changes nothing, and is
/// answered in the same way: what is no token at all is no longer one (RFC 7009 §2.2).
pub(crate) struct RevokeToken {
    /// Who asks.
    pub(crate) client: ClientCredentials,
    /// The token.
    pub(crate) token: Option<String>,
}

impl Command for RevokeToken {
    type Actor = Anonymous;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::REVOKE_OAUTH2_TOKEN.into()
    }

    /// # Errors
    /// `invalid_request` without a token, and the errors of client authentication.
    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<()>, Fault> {
        let client = client::authenticate(context, &self.client).await?;
        let token = self.token.as_deref().filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| Fault::Protocol(Refusal::missing("token")))?;
        let Some(token) = Token::parse(token) else { return Ok(Outcome::unrecorded(())) };
        match token.held(context).await?.filter(|(grant, _)| grant.app_id == client.app.id) {
            Some((grant, _)) => Ok(Outcome::changed((), end(context, &client.app, &grant).await?)),
            None => Ok(Outcome::unrecorded(())),
        }
    }
}

/// Ends an app's grant with both its tokens; gives the entry of that.
///
/// # Errors
/// The storage's.
pub(super) async fn end(tx: &Tx, app: &AppRecord, grant: &GrantRecord) -> Result<Entry, Fault> {
    tx.delete_oauth2_grant(grant.id).await?;
    let diff = Diff::default().secret("access_token").secret("refresh_token");
    Ok(Entry::new(grant.id, &app.name).by(grant.user_id).diff(diff))
}
