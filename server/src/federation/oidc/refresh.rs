//! New tokens of the provider while a session is used: whoever is no longer known there is signed out here, and nobody is
//! because the provider is away for a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use burgrave_core::idpsync::Claims;
use burgrave_core::ids::UserId;
use burgrave_store::{LoginType, Tx, UserLinkRecord};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::CoreTokenResponse;
use serde_json::Value;
use slog::warn;

use super::exchange::{self, Refreshed};
use super::tokens::Tokens;
use super::{Provider, arrive};
use crate::application::{App, AuditContext, Caller, ClientInfo};
use crate::fault::{Fault, SignedOut};
use crate::federation::idpsync::apply::Sync;

/// How long a provider that is away isn't asked again for the same user.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Held by whoever refreshes; until when the provider is left alone.
type Turn = Arc<tokio::sync::Mutex<Option<DateTime<Utc>>>>;

/// Users whose tokens are being refreshed: one request asks, the others wait for it.
#[derive(Default)]
pub(crate) struct Refreshing(Mutex<HashMap<UserId, Turn>>);

impl Refreshing {
    fn of(&self, user: UserId) -> Turn {
        let mut users = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever is alone with an entry has nobody waiting: only pauses are worth keeping.
        users.retain(|id, lock| {
            *id == user || Arc::strong_count(lock) > 1 || lock.try_lock().is_ok_and(|pause| pause.is_some())
        });
        users.entry(user).or_default().clone()
    }
}

/// What became of a session.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// Nothing is different.
    Same,
    /// The claims of now may have changed what its user may do.
    Synchronized,
}

/// Sees to it that the provider still knows the user behind an OIDC session.
///
/// # Errors
/// `SignedOut` when it doesn't, or when its tokens ended and can't be renewed; the storage's.
pub(crate) async fn keep_fresh(app: &App, found: &Caller, client: &ClientInfo) -> Result<Freshness, Fault> {
    let (Some(provider), LoginType::Oidc) = (app.provider(), found.key.login_type) else {
        return Ok(Freshness::Same);
    };
    let user = found.user.id;
    let ended = |link: &UserLinkRecord| link.tokens_expire_at.is_some_and(|end| end <= app.now());
    if !link(app, user).await?.as_ref().is_some_and(ended) {
        return Ok(Freshness::Same);
    }
    let lock = app.refreshing().of(user);
    let mut pause = lock.lock().await;
    // Whoever held the lock before may have done it.
    let Some(stale) = link(app, user).await?.filter(|link| ended(link)) else {
        return Ok(Freshness::Synchronized);
    };
    if pause.is_some_and(|until| app.now() < until) {
        return Ok(Freshness::Same);
    }
    let tokens = Tokens::open(app.sealing(), user, &stale.sealed_tokens.0, stale.tokens_expire_at)
        .map_err(|fault| Fault::Internal(format!("the provider's tokens of a user: {fault}")))?;
    let Some(refresh_token) = tokens.refresh_token.clone() else {
        return Err(signed_out("Your OIDC session expired, and the provider gave no refresh token."));
    };
    match exchange::refresh(app, provider, refresh_token).await {
        Ok(Refreshed::Done(response)) => {
            *pause = None;
            let fresh = exchange::kept(&response, Some(&tokens), app.now());
            let claims = claims(app, provider, &response, &tokens, &stale, client).await;
            keep(app, stale, fresh, claims, client).await?;
            Ok(Freshness::Synchronized)
        }
        Ok(Refreshed::Refused) => {
            // Another replica may have used the refresh token meanwhile.
            if link(app, user).await?.is_some_and(|link| !ended(&link)) {
                return Ok(Freshness::Synchronized);
            }
            Err(signed_out("Could not refresh expired OpenID Connect token: the provider refused it."))
        }
        Ok(Refreshed::Away(cause)) => {
            warn!(app.log(), "the identity provider gave no new tokens; the session goes on";
                "request" => %client.request_id, "cause" => cause);
            *pause = Some(app.now() + PAUSE);
            Ok(Freshness::Same)
        }
        Err(Fault::Provider { cause, .. }) => {
            warn!(app.log(), "the identity provider is away; the session goes on";
                "request" => %client.request_id, "cause" => cause);
            *pause = Some(app.now() + PAUSE);
            Ok(Freshness::Same)
        }
        Err(fault) => Err(fault),
    }
}

async fn link(app: &App, user: UserId) -> Result<Option<UserLinkRecord>, Fault> {
    app.store().read(move |reader| async move { Ok(reader.user_link(user).await?) }).await
}

/// The claims of the new tokens, where they shall be synchronized. What can't be had changes nothing, and neither does what is
/// said of somebody else.
async fn claims(
    app: &App,
    provider: &Provider,
    response: &CoreTokenResponse,
    before: &Tokens,
    link: &UserLinkRecord,
    client: &ClientInfo,
) -> Option<Claims> {
    if !provider.config.sync.on_refresh {
        return None;
    }
    let found = exchange::refreshed_claims(app, provider, response, before).await;
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

/// Keeps the new tokens, and what their claims give, unless the user has logged in anew or is gone meanwhile.
async fn keep(
    app: &App,
    stale: UserLinkRecord,
    fresh: Tokens,
    claims: Option<Claims>,
    client: &ClientInfo,
) -> Result<(), Fault> {
    let sealed = fresh.seal(app.sealing(), stale.user_id, app.entropy());
    let sealed_tokens = sealed.map_err(|fault| Fault::Internal(fault.to_string()))?;
    let link = UserLinkRecord { sealed_tokens, tokens_expire_at: fresh.expire_at, ..stale.clone() };
    let (app_too, audit_context) = (app.clone(), app.audit_context(client.clone()));
    app.store()
        .write(move |tx| {
            let (app, audit_context, stale) = (app_too.clone(), audit_context.clone(), stale.clone());
            let (link, claims) = (link.clone(), claims.clone());
            async move {
                if tx.user_link(stale.user_id).await?.as_ref() != Some(&stale) {
                    return Ok(());
                }
                tx.set_user_link(&link, audit_context.now).await?;
                match claims {
                    Some(claims) => synchronize(&app, &tx, &audit_context, link.user_id, &claims).await,
                    None => Ok(()),
                }
            }
        })
        .await
}

async fn synchronize(
    app: &App,
    tx: &Tx,
    audit_context: &AuditContext,
    user: UserId,
    claims: &Claims,
) -> Result<(), Fault> {
    let Some(user) = tx.user_by_id(user).await?.filter(|user| user.deleted_at.is_none()) else {
        return Ok(());
    };
    tx.set_user_claims(user.id, &arrive::flat(claims)).await?;
    let defaults = &app.settings().oidc_sync;
    Sync { tx, audit_context, user: &user, claims, defaults, kept: &[] }.apply().await
}

fn signed_out(detail: &str) -> Fault {
    Fault::SignedOut(SignedOut::Invalid { detail: detail.into() })
}
