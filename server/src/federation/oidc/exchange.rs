//! From the code that came back to tokens, and from them to claims.

use std::str::FromStr;

use burgrave_core::idpsync::Claims;
use burgrave_core::oidc::{Precedence, merge};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{CoreClient, CoreErrorResponseType, CoreIdToken, CoreTokenResponse};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    OAuth2TokenResponse as _, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError,
    TokenResponse as _,
};
use serde_json::Value;

use super::http::HttpFault;
use super::provider::{Metadata, unreachable};
use super::tokens::Tokens;
use super::verify::{Expected, payload, verify};
use super::{Provider, begin};
use crate::application::App;
use crate::config::MoreClaims;
use crate::fault::Fault;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Tokens and what they say.
pub(super) struct Exchanged {
    /// For later.
    pub(super) tokens: Tokens,
    /// id_token and userinfo together.
    pub(super) claims: Claims,
}

/// What a refresh comes to.
pub(super) enum Refreshed {
    /// New tokens.
    Done(Box<CoreTokenResponse>),
    /// The provider gives this person none any more.
    Refused,
    /// The provider doesn't answer, or not to this server.
    Away(String),
}

/// Redeems the code. `nonce` is the one with which this browser was sent to the provider.
///
/// # Errors
/// `Provider` when the provider doesn't do its part, `BrokenRule` for what it sends.
pub(super) async fn exchange(
    app: &App,
    provider: &Provider,
    code: String,
    verifier: Option<String>,
    nonce: Option<&str>,
) -> Result<Exchanged, Fault> {
    // Where PKCE binds the code to this browser, a provider may leave the nonce out; elsewhere nothing else does it.
    let nonce = Expected::Sent { nonce, required: verifier.is_none() };
    let metadata = provider.metadata().await?;
    let client = client(app, provider, &metadata)?;
    let request = client.exchange_code(AuthorizationCode::new(code));
    let mut request = request.map_err(|fault| unreachable("has no token endpoint", fault))?;
    if let Some(verifier) = verifier {
        request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier));
    }
    let response = request.request_async(&provider.http).await.map_err(|fault| not_exchanged(&fault))?;
    let id_token = response.id_token().ok_or_else(|| {
        Fault::rule("No 'id_token' found in response payload: the provider doesn't speak OpenID Connect.")
    })?;
    verify(app, provider, id_token, Some(&response), nonce).await?;
    let claims = claims(app, provider, &response, payload(&id_token.to_string())?).await?;
    Ok(Exchanged { tokens: kept(&response, None, app.now()), claims })
}

/// Asks for new tokens.
///
/// # Errors
/// `Provider` when nothing is known of the provider.
pub(super) async fn refresh(app: &App, provider: &Provider, token: String) -> Result<Refreshed, Fault> {
    let metadata = provider.metadata().await?;
    let client = client(app, provider, &metadata)?;
    let token = RefreshToken::new(token);
    let request = client.exchange_refresh_token(&token);
    let request = request.map_err(|fault| unreachable("has no token endpoint", fault))?;
    Ok(match request.request_async(&provider.http).await {
        Ok(response) => Refreshed::Done(Box::new(response)),
        Err(RequestTokenError::ServerResponse(answer)) if passes(answer.error()) => {
            Refreshed::Away("the token endpoint is not ready for this server".into())
        }
        Err(RequestTokenError::ServerResponse(_)) => Refreshed::Refused,
        Err(fault) => Refreshed::Away(fault.to_string()),
    })
}

/// Whether an error says nothing of the person: the provider has a bad day, or doesn't know this server as it did.
fn passes(error: &CoreErrorResponseType) -> bool {
    use CoreErrorResponseType as E;
    match error {
        E::InvalidClient | E::UnauthorizedClient | E::UnsupportedGrantType => true,
        E::Extension(name) => {
            ["server_error", "temporarily_unavailable", "slow_down"].contains(&name.as_str())
        }
        E::InvalidGrant | E::InvalidRequest | E::InvalidScope => false,
    }
}

/// What is kept of an answer; what it leaves out stays as it was.
pub(super) fn kept(response: &CoreTokenResponse, before: Option<&Tokens>, now: DateTime<Utc>) -> Tokens {
    let refresh = response.refresh_token().map(|token| token.secret().clone());
    let id_token = response.id_token().map(ToString::to_string);
    let expires = response.expires_in().and_then(|time| TimeDelta::from_std(time).ok());
    Tokens {
        access_token: response.access_token().secret().clone(),
        refresh_token: refresh.or_else(|| before.and_then(|tokens| tokens.refresh_token.clone())),
        id_token: id_token.or_else(|| before.and_then(|tokens| tokens.id_token.clone())),
        expire_at: expires.and_then(|time| now.checked_add_signed(time)),
    }
}

/// The claims behind an answer to a refresh. It may leave the id_token out: then that of before counts, which was verified
/// when it came.
///
/// # Errors
/// As [`claims`].
pub(super) async fn refreshed_claims(
    app: &App,
    provider: &Provider,
    response: &CoreTokenResponse,
    before: &Tokens,
) -> Result<Claims, Fault> {
    let own = match (response.id_token(), &before.id_token) {
        (Some(token), _) => {
            verify(app, provider, token, Some(response), Expected::Any).await?;
            payload(&token.to_string())?
        }
        (None, Some(token)) => payload(token)?,
        (None, None) => Claims::new(),
    };
    claims(app, provider, response, own).await
}

/// The claims of an id_token with those of the other source.
///
/// # Errors
/// `BrokenRule` for a token that can't be verified, `Provider` when userinfo isn't to be had.
async fn claims(
    app: &App,
    provider: &Provider,
    response: &CoreTokenResponse,
    own: Claims,
) -> Result<Claims, Fault> {
    let (more, precedence) = match provider.config.more_claims {
        MoreClaims::Nowhere => (Claims::new(), Precedence::IdToken),
        MoreClaims::Userinfo => (userinfo(provider, response).await?, Precedence::Other),
        MoreClaims::AccessToken => {
            let token = CoreIdToken::from_str(response.access_token().secret());
            let token =
                token.map_err(|_| Fault::rule("Failed to verify OIDC token: the access token is no JWT."))?;
            verify(app, provider, &token, None, Expected::Any).await?;
            (payload(&token.to_string())?, Precedence::IdToken)
        }
    };
    // OpenID Connect Core section 5.3.2: claims about somebody else must not be used.
    match (own.get("sub"), more.get("sub")) {
        (Some(Value::String(own)), Some(Value::String(other))) if own != other => {
            let source = if precedence == Precedence::Other { "userinfo" } else { "access token" };
            Err(Fault::rule(format!("The provider's {source} speaks of somebody else than its id token.")))
        }
        _ => Ok(merge(own, more, precedence)),
    }
}

/// Nothing where the provider has no userinfo.
async fn userinfo(provider: &Provider, response: &CoreTokenResponse) -> Result<Claims, Fault> {
    let metadata = provider.metadata().await?;
    let Some(url) = metadata.userinfo_endpoint() else { return Ok(Claims::new()) };
    let request = ::http::Request::get(url.as_str())
        .header("accept", "application/json")
        .header("authorization", format!("Bearer {}", response.access_token().secret()))
        .body(Vec::new())
        .map_err(|fault| Fault::Internal(fault.to_string()))?;
    let failed = |cause: &dyn std::fmt::Display| unreachable("gives no userinfo", cause);
    let answer = provider.http.ask(request).await.map_err(|fault| failed(&fault))?;
    if !answer.status().is_success() {
        return Err(failed(&format!("userinfo answers {}", answer.status())));
    }
    serde_json::from_slice(answer.body()).map_err(|_| failed(&"userinfo is no JSON object"))
}

fn client(app: &App, provider: &Provider, metadata: &Metadata) -> Result<Client, Fault> {
    let config = &provider.config;
    let secret = config.client_secret.clone().map(ClientSecret::new);
    let redirect =
        RedirectUrl::new(begin::redirect_uri(app)).map_err(|fault| Fault::Internal(fault.to_string()))?;
    let client =
        CoreClient::from_provider_metadata(metadata.clone(), ClientId::new(config.client_id.clone()), secret);
    let methods = metadata.token_endpoint_auth_methods_supported();
    // RFC 8414 section 2: Basic unless the provider says otherwise.
    let basic = methods.is_none_or(|methods| {
        methods.is_empty() || methods.contains(&openidconnect::core::CoreClientAuthMethod::ClientSecretBasic)
    });
    let kind = if basic { AuthType::BasicAuth } else { AuthType::RequestBody };
    Ok(client.set_redirect_uri(redirect).set_auth_type(kind))
}

fn not_exchanged<E>(fault: &RequestTokenError<HttpFault, E>) -> Fault
where
    E: openidconnect::ErrorResponse + std::fmt::Debug + 'static,
{
    let cause = match fault {
        // The provider's own words may repeat what was sent to it.
        RequestTokenError::ServerResponse(_) => "the token endpoint refused the code".to_owned(),
        // The claims of its tokens count as parts of the answer.
        RequestTokenError::Parse(..) => {
            return Fault::BrokenRule {
                message: "Failed to verify OIDC token.".into(),
                detail: Some(
                    "The provider's tokens can't be read, or lack a claim that must be there.".into(),
                ),
                fields: Vec::new(),
            };
        }
        other => other.to_string(),
    };
    unreachable("didn't exchange the code", cause)
}
