//! Refreshes the provider's tokens while a session is used: people who are refused there are signed out here,
//! and nobody is because the provider is away for a while.

use std::time::Duration;

use burgrave_core::idpsync::Claims;
use burgrave_core::ids::UserId;
use burgrave_core::oidc::TokenAnswer;
use burgrave_store::{LoginType, UserLinkRecord};
use serde_json::Value;
use slog::warn;

use super::token_endpoint::{NoTokens, redeem};
use super::tokens::Tokens;
use super::turns::RefreshTurn;
use super::{Provider, exchange, keep};
use crate::application::{App, Caller, ClientInfo};
use crate::fault::{Fault, SignedOut};
use crate::federation::Federation;

/// How long a request waits for another replica that refreshes the tokens of the same user.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// How often they look whether it is done.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The outcome for a session.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// Nothing is different.
    Same,
    /// The claims of now may have changed what its user may do, or the session is over.
    Synchronized,
}

/// Sees to it that the provider still knows the user behind an OIDC session.
///
/// # Errors
/// `SignedOut` when it doesn't, or when its tokens ended and can't be renewed; the storage's.
pub(crate) async fn keep_fresh(
    app: &Federation,
    found: &Caller,
    client: &ClientInfo,
) -> Result<Freshness, Fault> {
    let (Some(provider), LoginType::Oidc) = (app.provider(), found.key.login_type) else {
        return Ok(Freshness::Same);
    };
    let user = found.user.id;
    if stale_link(app, user).await?.is_none() {
        return Ok(Freshness::Same);
    }
    let mut turn = app.refreshing().turn(user, app.new_id()).await;
    // The holder of the turn before may have done it.
    if stale_link(app, user).await?.is_none() {
        return Ok(Freshness::Synchronized);
    }
    if turn.pauses(app.now()) {
        return Ok(Freshness::Same);
    }
    if !turn.take(app, user).await? {
        return elsewhere(app, user).await;
    }
    // Another replica may have ended its turn between the look and this turn: its token is spent.
    let Some(stale) = stale_link(app, user).await? else {
        turn.end(app, user).await?;
        return Ok(Freshness::Synchronized);
    };
    let refreshed = refresh(app, provider, &stale, client, &mut turn).await;
    turn.end(app, user).await?;
    refreshed
}

/// Another replica refreshes: the outcome is in the database.
async fn elsewhere(app: &App, user: UserId) -> Result<Freshness, Fault> {
    let wait = async {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            if stale_link(app, user).await?.is_none() || !RefreshTurn::is_taken(app, user).await? {
                return Ok(Freshness::Synchronized);
            }
        }
    };
    tokio::time::timeout(LONGEST_WAIT, wait).await.unwrap_or(Ok(Freshness::Same))
}

/// The account of a user whose provider's tokens have ended.
async fn stale_link(app: &App, user: UserId) -> Result<Option<UserLinkRecord>, Fault> {
    let link = app.store().read(move |reader| async move { reader.user_link(user).await }).await?;
    Ok(link.filter(|link| link.tokens_expire_at.is_some_and(|end| end <= app.now())))
}

async fn refresh(
    app: &App,
    provider: &Provider,
    stale: &UserLinkRecord,
    client: &ClientInfo,
    turn: &mut RefreshTurn,
) -> Result<Freshness, Fault> {
    let before = Tokens::open(app.sealing(), stale.user_id, &stale.sealed_tokens.0, stale.tokens_expire_at)
        .map_err(|fault| Fault::Internal(format!("the provider's tokens of a user: {fault}")))?;
    let Some(refresh_token) = &before.refresh_token else {
        keep::end_sessions(app, stale, client).await?;
        return Err(signed_out("Your OIDC session expired, and the provider gave no refresh token."));
    };
    let metadata = match provider.metadata().await {
        Ok(metadata) => metadata,
        Err(Fault::Provider { cause, .. }) => return Ok(away(app, client, turn, &cause)),
        Err(fault) => return Err(fault),
    };
    let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
    match redeem(app, provider, &metadata, &grant).await {
        Ok(answer) => {
            let claims = claims(app, provider, &answer, &before, stale, client).await;
            let fresh = exchange::kept(answer, Some(&before), app.now());
            keep::tokens(app, stale, &fresh, claims, client).await?;
            Ok(Freshness::Synchronized)
        }
        Err(NoTokens::Refused) => {
            keep::end_sessions(app, stale, client).await?;
            Err(signed_out("Could not refresh expired OpenID Connect token: the provider refused it."))
        }
        Err(NoTokens::Away(cause)) => Ok(away(app, client, turn, &cause)),
    }
}

fn away(app: &App, client: &ClientInfo, turn: &mut RefreshTurn, cause: &str) -> Freshness {
    warn!(app.log(), "the identity provider gave no new tokens; the session goes on";
        "request" => %client.request_id, "cause" => cause);
    turn.pause(app.now());
    Freshness::Same
}

/// The claims of the new tokens, where they are synchronized. Unavailable claims change nothing, and neither
/// does what is said of somebody else.
async fn claims(
    app: &App,
    provider: &Provider,
    answer: &TokenAnswer,
    before: &Tokens,
    link: &UserLinkRecord,
    client: &ClientInfo,
) -> Option<Claims> {
    if !provider.config.sync.on_refresh {
        return None;
    }
    let found = exchange::refreshed_claims(app, provider, answer, before).await;
    let own = |claims: &Claims| {
        let subject = claims.get("sub").and_then(Value::as_str);
        subject.is_some_and(|subject| provider.linked_id(subject) == link.linked_id)
    };
    let found = found.ok().filter(own);
    if found.is_none() {
        warn!(app.log(), "the claims of refreshed tokens can't be used; nothing is synchronized";
            "request" => %client.request_id);
    }
    found
}

fn signed_out(detail: &str) -> Fault {
    Fault::SignedOut(SignedOut::Invalid { detail: detail.into() })
}
