//! From the code that came back to tokens, and from them to claims.

use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use burgrave_core::idpsync::Claims;
use burgrave_core::oidc::{Precedence, merge};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreClient, CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreTokenResponse,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, Nonce, OAuth2TokenResponse as _, PkceCodeVerifier,
    RedirectUrl, RefreshToken, RequestTokenError, SignatureVerificationError, TokenResponse as _,
};
use serde_json::Value;

use super::http::HttpFault;
use super::provider::{Metadata, unreachable};
use super::tokens::Tokens;
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
    /// The provider gives none any more.
    Refused,
    /// The provider doesn't answer.
    Away(String),
}

/// Redeems the code.
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
    let claims = claims(app, provider, &response, Some(id_token), nonce).await?;
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
        Err(RequestTokenError::ServerResponse(_)) => Refreshed::Refused,
        Err(fault) => Refreshed::Away(fault.to_string()),
    })
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

/// The claims behind an answer. Without an id_token (a refresh may leave it out) those of the other source.
///
/// # Errors
/// `BrokenRule` for a token that can't be verified, `Provider` when userinfo isn't to be had.
pub(super) async fn claims(
    app: &App,
    provider: &Provider,
    response: &CoreTokenResponse,
    id_token: Option<&CoreIdToken>,
    nonce: Option<&str>,
) -> Result<Claims, Fault> {
    let own = match id_token {
        None => Claims::new(),
        Some(token) => {
            verify(app, provider, token, Some(response), nonce).await?;
            payload(token)?
        }
    };
    let (more, precedence) = match provider.config.more_claims {
        MoreClaims::Nowhere => (Claims::new(), Precedence::IdToken),
        MoreClaims::Userinfo => (userinfo(provider, response, &own).await?, Precedence::Other),
        MoreClaims::AccessToken => {
            let token = CoreIdToken::from_str(response.access_token().secret());
            let token =
                token.map_err(|_| Fault::rule("Failed to verify OIDC token: the access token is no JWT."))?;
            verify(app, provider, &token, None, None).await?;
            (payload(&token)?, Precedence::IdToken)
        }
    };
    Ok(merge(own, more, precedence))
}

/// Signature, issuer, audience, time and nonce. `response` stands beside an id_token; an access token has another audience.
async fn verify(
    app: &App,
    provider: &Provider,
    token: &CoreIdToken,
    response: Option<&CoreTokenResponse>,
    nonce: Option<&str>,
) -> Result<(), Fault> {
    let metadata = provider.metadata().await?;
    let mut verified = verified(app, provider, &metadata, token, response, nonce);
    if matches!(
        verified,
        Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey))
    ) {
        // The provider may have new keys.
        verified = self::verified(app, provider, &*provider.renewed().await?, token, response, nonce);
    }
    verified.map_err(|fault| Fault::BrokenRule {
        message: "Failed to verify OIDC token.".into(),
        detail: Some(match fault {
            ClaimsVerificationError::InvalidIssuer(_) => {
                "The id token was issued by a different provider.".into()
            }
            ClaimsVerificationError::SignatureVerification(cause) => {
                format!("The signature doesn't hold: {cause}.")
            }
            other => format!("{other}."),
        }),
        fields: Vec::new(),
    })
}

fn verified(
    app: &App,
    provider: &Provider,
    metadata: &Metadata,
    token: &CoreIdToken,
    response: Option<&CoreTokenResponse>,
    nonce: Option<&str>,
) -> Result<(), ClaimsVerificationError> {
    let config = &provider.config;
    let id = ClientId::new(config.client_id.clone());
    let (issuer, keys) = (metadata.issuer().clone(), metadata.jwks().clone());
    let clock = app.clone();
    // Keys of the provider sign, never the client's secret: whoever knows that could make tokens of their own.
    let algorithms = metadata.id_token_signing_alg_values_supported().iter().filter(|one| asymmetric(one));
    let verifier = CoreIdTokenVerifier::new_public_client(id, issuer, keys)
        .set_allowed_algs(algorithms.cloned())
        .require_issuer_match(!config.skip_issuer_checks)
        .require_audience_match(response.is_some())
        .set_other_audience_verifier_fn(|_| true)
        .set_time_fn(move || clock.now());
    let same_nonce = |found: Option<&Nonce>| match (found, nonce) {
        (Some(found), Some(sent)) if found.secret() != sent => Err("it is another one".to_owned()),
        _ => Ok(()),
    };
    let claims = token.claims(&verifier, same_nonce)?;
    let (Some(response), Some(hash)) = (response, claims.access_token_hash()) else { return Ok(()) };
    let other = |fault: &dyn std::fmt::Display| ClaimsVerificationError::Other(fault.to_string());
    let algorithm = token.signing_alg().map_err(|fault| other(&fault))?;
    let key = token.signing_key(&verifier).map_err(|fault| other(&fault))?;
    let expected = AccessTokenHash::from_token(response.access_token(), algorithm, key);
    let expected = expected.map_err(|fault| other(&fault))?;
    if expected == *hash {
        Ok(())
    } else {
        Err(other(&"the access token is not the one that the id token names"))
    }
}

fn asymmetric(algorithm: &CoreJwsSigningAlgorithm) -> bool {
    use CoreJwsSigningAlgorithm as A;
    !matches!(algorithm, A::None | A::HmacSha256 | A::HmacSha384 | A::HmacSha512)
}

/// The claims of a token that was verified, all of them.
fn payload(token: &CoreIdToken) -> Result<Claims, Fault> {
    let text = token.to_string();
    let part = text.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let read = part.and_then(|bytes| serde_json::from_slice::<Claims>(&bytes).ok());
    read.ok_or_else(|| Fault::rule("The claims of the OIDC token can't be read."))
}

/// Nothing where the provider has no userinfo.
async fn userinfo(provider: &Provider, response: &CoreTokenResponse, own: &Claims) -> Result<Claims, Fault> {
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
    let claims: Claims =
        serde_json::from_slice(answer.body()).map_err(|_| failed(&"userinfo is no JSON object"))?;
    // OpenID Connect Core section 5.3.2: claims about somebody else must not be used.
    match (own.get("sub"), claims.get("sub")) {
        (Some(Value::String(own)), Some(Value::String(other))) if own != other => {
            Err(Fault::rule("The provider's userinfo speaks of somebody else than its id token."))
        }
        _ => Ok(claims),
    }
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
