//! What becomes of a request for tokens, decided in the transaction that acts on it: what is given out once
//! must not be decided before.

use burgrave_core::ids::{IssueId, UserId};
use burgrave_core::oauth2::scope::Scopes;
use burgrave_core::oauth2::{Credential, ErrorCode, GrantType, Refusal, pkce, redirect, resource, scope};
use burgrave_store::{
    CodeRecord, DeviceCodeRecord, DeviceState, GrantRecord, Reader, UserRecord, UserStatus,
};
use chrono::{DateTime, TimeDelta, Utc};

use super::TokenRequest;
use super::request::given;
use crate::fault::Fault;
use crate::federation::oauth2::client::{self, Client};

/// Two uses of one code or refresh token within this time are the same client's, which sent its request
/// twice; only later ones are somebody else's.
const RACE: TimeDelta = TimeDelta::seconds(2);
/// By how much a device that asks too early has to wait longer, in seconds (RFC 8628 §3.5).
const SLOWER: i64 = 5;
/// The longest time that a device has to wait between two questions, in seconds.
const SLOWEST: i64 = 60;
/// A device that asks earlier by no more than this is in time: requests don't all take equally long.
const LEEWAY: TimeDelta = TimeDelta::seconds(1);

/// What becomes of a request.
pub(super) enum Decision {
    /// Tokens are issued.
    Issue(Box<Issue>),
    /// Nothing changes.
    Refuse(Refusal),
    /// The code is worth nothing any more.
    Burn {
        /// The code.
        prefix: String,
        /// The error for the client.
        refusal: Refusal,
    },
    /// A second redemption: the tokens of the first end.
    Revoke {
        /// Whose it is.
        client: Box<Client>,
        /// The tokens of the first.
        grant: Box<GrantRecord>,
        /// The error for the client.
        refusal: Refusal,
    },
    /// A device polled too early, or the person has not answered yet.
    Wait {
        /// The device's code.
        prefix: String,
        /// How long it has to wait from now on, in seconds.
        interval: i64,
        /// The error for it.
        refusal: Refusal,
    },
}

/// What is issued, and for what.
pub(super) struct Issue {
    /// To whom.
    pub(super) client: Client,
    /// On whose behalf.
    pub(super) user: UserRecord,
    /// What the access token may do and tells.
    pub(super) scopes: Scopes,
    /// What was redeemed.
    pub(super) redeemed: Redeemed,
}

/// What was redeemed.
pub(super) enum Redeemed {
    /// A code of a browser.
    Code(CodeRecord),
    /// A refresh token.
    Refresh(GrantRecord),
    /// A code of a device.
    Device(DeviceCodeRecord),
}

/// Decides about a request.
///
/// # Errors
/// `Protocol` for faults of the request itself or its client; what is wrong with what it redeems
/// is a decision.
pub(super) async fn decide(
    reader: &Reader,
    request: &TokenRequest,
    now: DateTime<Utc>,
) -> Result<Decision, Fault> {
    let grant = request.grant_type().map_err(Fault::Protocol)?;
    let said = request.client.read().map_err(Fault::Protocol)?;
    let app = client::app(reader, &said.client_id).await?;
    let text = request.redeemed(grant).map_err(Fault::Protocol)?;
    let client = client::prove(reader, app, said.client_secret.as_deref()).await?;
    client::may_redeem(&client.app, grant)?;
    match grant {
        GrantType::AuthorizationCode => code(reader, request, text, client, now).await,
        GrantType::RefreshToken => refresh(reader, request, text, client, now).await,
        GrantType::DeviceCode => device(reader, text, client, now).await,
    }
}

/// Authorization codes (RFC 6749 §4.1.3).
async fn code(
    reader: &Reader,
    request: &TokenRequest,
    text: &str,
    client: Client,
    now: DateTime<Utc>,
) -> Result<Decision, Fault> {
    let invalid = || Refusal::grant("The authorization code is invalid or expired");
    let found = match Credential::parse(text) {
        Some(shown) => {
            let code = reader.oauth2_code(&shown.prefix).await?;
            code.filter(|code| shown.matches(&code.hashed_secret.0) && client.app.id == code.app_id)
        }
        None => None,
    };
    let Some(code) = found else { return Ok(Decision::Refuse(invalid())) };
    if let Some(spent) = code.spent_at {
        let (user, issue) = (code.user_id, code.issue_id);
        return redeemed_before(reader, client, user, issue, now - spent, invalid()).await;
    }
    if code.expires_at <= now || !same_redirect(&client, &code, given(&request.redirect_uri)) {
        return Ok(Decision::Refuse(invalid()));
    }
    if let Some(decision) = proof_key(&code, given(&request.code_verifier)) {
        return Ok(decision);
    }
    if !same_resource(&code.resource, given(&request.resource)) {
        return Ok(Decision::Refuse(wrong_resource()));
    }
    let scopes = Scopes::existing(&code.scope);
    issue(reader, client, code.user_id, scopes, Redeemed::Code(code), invalid()).await
}

/// Refresh tokens (RFC 6749 §6): each works once, and what it gives replaces what there was (RFC 9700 §4.14).
async fn refresh(
    reader: &Reader,
    request: &TokenRequest,
    text: &str,
    client: Client,
    now: DateTime<Utc>,
) -> Result<Decision, Fault> {
    let invalid = || Refusal::grant("The refresh token is invalid or expired");
    let Some(shown) = Credential::parse(text) else { return Ok(Decision::Refuse(invalid())) };
    let found = reader.oauth2_grant_by_refresh(&shown.prefix).await?;
    let Some(grant) = found.filter(|grant| client.app.id == grant.app_id) else {
        return Ok(Decision::Refuse(invalid()));
    };
    if !shown.matches(&grant.refresh_hash.0) {
        // A token that was used before is shown by its thief, or by the client that it was stolen from: both
        // lose its tokens, unless it is the same client that asked twice at once.
        let used = reader.oauth2_refresh_token_used_at(grant.id, &shown.hash()).await?;
        return Ok(match used.filter(|used| now - *used >= RACE) {
            Some(_) => Decision::Revoke { client: client.into(), grant: grant.into(), refusal: invalid() },
            None => Decision::Refuse(invalid()),
        });
    }
    if grant.refresh_expires_at <= now {
        return Ok(Decision::Refuse(invalid()));
    }
    if given(&request.resource)
        .is_some_and(|asked| resource::normal(asked) != resource::normal(&grant.resource))
    {
        return Ok(Decision::Refuse(wrong_resource()));
    }
    // The app may be allowed less now than when it was authorized.
    let granted = scope::still_allowed(&client.app.scope, Scopes::existing(&grant.scope));
    let scopes = match scope::narrow(&granted, given(&request.scope)) {
        Ok(scopes) => scopes,
        Err(refusal) => return Ok(Decision::Refuse(refusal)),
    };
    issue(reader, client, grant.user_id, scopes, Redeemed::Refresh(grant), invalid()).await
}

/// Codes of devices (RFC 8628 §3.5).
async fn device(reader: &Reader, text: &str, client: Client, now: DateTime<Utc>) -> Result<Decision, Fault> {
    let invalid = || Refusal::grant("The device code is invalid");
    let refuse = |code, why: &str| Ok(Decision::Refuse(Refusal::new(code, why)));
    let found = match Credential::parse(text) {
        Some(shown) => {
            let code = reader.oauth2_device_code(&shown.prefix).await?;
            code.filter(|code| shown.matches(&code.hashed_secret.0) && client.app.id == code.app_id)
        }
        None => None,
    };
    let Some(code) = found else { return Ok(Decision::Refuse(invalid())) };
    if let Some(spent) = code.spent_at {
        let Some(user) = code.user_id else { return Ok(Decision::Refuse(invalid())) };
        return redeemed_before(reader, client, user, code.issue_id, now - spent, invalid()).await;
    }
    if code.expires_at <= now {
        return refuse(ErrorCode::ExpiredToken, "The device code has expired");
    }
    match (code.state, code.user_id) {
        (DeviceState::Denied, _) => refuse(ErrorCode::AccessDenied, "The person did not let the device in"),
        (DeviceState::Approved, Some(user)) => {
            let scopes = Scopes::existing(&code.scope);
            issue(reader, client, user, scopes, Redeemed::Device(code), invalid()).await
        }
        (DeviceState::Approved | DeviceState::Pending, _) => Ok(wait(code, now)),
    }
}

fn wait(code: DeviceCodeRecord, now: DateTime<Utc>) -> Decision {
    let next = code.polled_at.map(|at| at + TimeDelta::seconds(code.interval_seconds) - LEEWAY);
    let early = next.is_some_and(|next| now < next);
    let (interval, error, why) = if early {
        let longer = (code.interval_seconds + SLOWER).min(SLOWEST);
        (longer, ErrorCode::SlowDown, "The device asks too often")
    } else {
        (code.interval_seconds, ErrorCode::AuthorizationPending, "Nobody has answered yet")
    };
    Decision::Wait { prefix: code.prefix, interval, refusal: Refusal::new(error, why) }
}

/// Tokens with these scopes, as long as the app may still ask for them and the user may act.
async fn issue(
    reader: &Reader,
    client: Client,
    user: UserId,
    scopes: Scopes,
    redeemed: Redeemed,
    invalid: Refusal,
) -> Result<Decision, Fault> {
    let user = reader.user_by_id(user).await?;
    let may_act = |user: &UserRecord| user.deleted_at.is_none() && user.status != UserStatus::Suspended;
    let allowed = !scopes.is_empty() && scope::is_allowed(&client.app.scope, &scopes);
    Ok(match user.filter(|user| allowed && may_act(user)) {
        None => Decision::Refuse(invalid),
        Some(user) => Decision::Issue(Box::new(Issue { client, user, scopes, redeemed })),
    })
}

/// The decision on a code that was redeemed before: its tokens end, unless the same client asked twice
/// at once.
async fn redeemed_before(
    reader: &Reader,
    client: Client,
    user: UserId,
    issue: Option<IssueId>,
    since: TimeDelta,
    refusal: Refusal,
) -> Result<Decision, Fault> {
    let Some(issue) = issue.filter(|_| since >= RACE) else { return Ok(Decision::Refuse(refusal)) };
    let grant = reader.oauth2_grant_of(user, client.app.id).await?;
    Ok(match grant.filter(|grant| grant.issue_id == issue) {
        Some(grant) => Decision::Revoke { client: client.into(), grant: grant.into(), refusal },
        None => Decision::Refuse(refusal),
    })
}

/// What stood in the request for the code must stand here too (RFC 6749 §4.1.3); what didn't may, when it is
/// registered.
fn same_redirect(client: &Client, code: &CodeRecord, asked: Option<&str>) -> bool {
    match (code.redirect_uri.as_str(), asked) {
        ("", None) => true,
        ("", asked) => redirect::choose(&client.app.redirect_uris, asked).is_some(),
        (before, asked) => asked == Some(before),
    }
}

/// A challenge needs its verifier, and a verifier its challenge (RFC 9700 §2.1.1). A client that fails at it
/// has the code from elsewhere: it is burnt.
fn proof_key(code: &CodeRecord, verifier: Option<&str>) -> Option<Decision> {
    let fits = match (code.code_challenge.as_str(), verifier) {
        ("", None) => true,
        ("", Some(_)) | (_, None) => false,
        (challenge, Some(verifier)) => pkce::verifies(verifier, challenge),
    };
    (!fits).then(|| Decision::Burn {
        prefix: code.prefix.clone(),
        refusal: Refusal::grant("The PKCE code verifier is invalid"),
    })
}

fn same_resource(before: &str, asked: Option<&str>) -> bool {
    match (before, asked) {
        ("", None) => true,
        ("", Some(_)) | (_, None) => false,
        (before, Some(asked)) => {
            resource::normal(asked).is_some_and(|asked| resource::normal(before) == Some(asked))
        }
    }
}

fn wrong_resource() -> Refusal {
    Refusal::new(ErrorCode::InvalidTarget, "The resource parameter is invalid")
}
