//! From the code that came back to tokens, and from them to claims.

use burgrave_core::idpsync::Claims;
use burgrave_core::oidc::{Precedence, TokenAnswer, merge};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::provider::unreachable;
use super::token_endpoint::{NoTokens, redeem};
use super::tokens::Tokens;
use super::userinfo::userinfo;
use super::verify::{Kind, Nonce, payload, verified};
use super::{Provider, begin};
use crate::application::App;
use crate::config::MoreClaims;
use crate::fault::Fault;

/// Tokens and what they say.
pub(super) struct Exchanged {
    /// For later.
    pub(super) tokens: Tokens,
    /// id_token and userinfo together.
    pub(super) claims: Claims,
}

/// Redeems the code. `nonce` is the one with which this browser was sent to the provider.
///
/// # Errors
/// `Provider` when the provider doesn't do its part, `BrokenRule` for what it sends.
pub(super) async fn exchange(
    app: &App,
    provider: &Provider,
    code: &str,
    verifier: Option<&str>,
    nonce: Option<&str>,
) -> Result<Exchanged, Fault> {
    // Where PKCE binds the code to this browser, a provider may leave the nonce out; elsewhere nothing else
    // does it.
    let nonce = Nonce::Sent { nonce, required: verifier.is_none() };
    let metadata = provider.metadata().await?;
    let redirect_uri = begin::redirect_uri(app);
    let mut grant =
        vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &redirect_uri)];
    grant.extend(verifier.map(|verifier| ("code_verifier", verifier)));
    let answer = redeem(app, provider, &metadata, &grant).await.map_err(|fault| match fault {
        NoTokens::Refused => unreachable("didn't exchange the code", "the token endpoint refused the code"),
        NoTokens::Away(cause) => unreachable("didn't exchange the code", cause),
    })?;
    let id_token = answer.id_token.as_deref().ok_or_else(|| {
        Fault::rule("No 'id_token' found in response payload: the provider doesn't speak OpenID Connect.")
    })?;
    let kind = Kind::Id { access_token: &answer.access_token, nonce };
    let own = verified(app, provider, id_token, kind).await?;
    let claims = claims(app, provider, &answer.access_token, own).await?;
    Ok(Exchanged { tokens: kept(answer, None, app.now()), claims })
}

/// What is kept of an answer; what it leaves out stays as it was.
pub(super) fn kept(answer: TokenAnswer, before: Option<&Tokens>, now: DateTime<Utc>) -> Tokens {
    let expires = answer.expires_in.map(|seconds| TimeDelta::seconds(seconds.into()));
    Tokens {
        access_token: answer.access_token,
        refresh_token: answer
            .refresh_token
            .or_else(|| before.and_then(|tokens| tokens.refresh_token.clone())),
        id_token: answer.id_token.or_else(|| before.and_then(|tokens| tokens.id_token.clone())),
        expire_at: expires.and_then(|time| now.checked_add_signed(time)),
    }
}

/// The claims behind an answer to a refresh. It may leave the id_token out: then that of before counts, which
/// was verified when it came.
///
/// # Errors
/// As [`claims`].
pub(super) async fn refreshed_claims(
    app: &App,
    provider: &Provider,
    answer: &TokenAnswer,
    before: &Tokens,
) -> Result<Claims, Fault> {
    let own = match (&answer.id_token, &before.id_token) {
        (Some(token), _) => {
            let kind = Kind::Id { access_token: &answer.access_token, nonce: Nonce::Any };
            verified(app, provider, token, kind).await?
        }
        (None, Some(token)) => payload(token)?,
        (None, None) => Claims::new(),
    };
    claims(app, provider, &answer.access_token, own).await
}

/// The claims of an id_token with those of the other source.
///
/// # Errors
/// `BrokenRule` for a token that can't be verified, `Provider` when userinfo is unavailable.
async fn claims(app: &App, provider: &Provider, access_token: &str, own: Claims) -> Result<Claims, Fault> {
    let (source, more, precedence) = match provider.config.more_claims {
        MoreClaims::Nowhere => return Ok(own),
        MoreClaims::Userinfo => match userinfo(app, provider, access_token).await? {
            Some(more) => ("userinfo", more, Precedence::Other),
            None => return Ok(own),
        },
        MoreClaims::AccessToken => {
            let more = verified(app, provider, access_token, Kind::Access).await?;
            ("access token", more, Precedence::IdToken)
        }
    };
    // OpenID Connect Core section 5.3.2: claims about another subject must not be used.
    let subject = |claims: &Claims| claims.get("sub").and_then(Value::as_str).map(str::to_owned);
    match (subject(&own), subject(&more)) {
        (_, None) if precedence == Precedence::Other => Err(Fault::rule(format!(
            "The provider's {source} doesn't say whom it speaks of: \"sub\" is missing."
        ))),
        (Some(own), Some(other)) if own != other => {
            Err(Fault::rule(format!("The provider's {source} is about another person than its id token.")))
        }
        (None, Some(_)) if !own.is_empty() => {
            Err(Fault::rule("The provider gave no subject: the id token's \"sub\" is missing."))
        }
        _ => Ok(merge(own, more, precedence, &provider.config.claims)),
    }
}
