//! Codes of devices (RFC 8628 §3.5).

use burgrave_core::oauth2::{Credential, ErrorCode, Refusal, scope};
use burgrave_store::{DeviceCodeRecord, DeviceState, Reader};
use chrono::{DateTime, TimeDelta, Utc};

use super::judge::{Issue, Redeemed, Verdict, active_user, is_of, redeemed_before};
use crate::fault::Fault;
use crate::federation::oauth2::client::Client;

/// By how much a device that asks too early has to wait longer, in seconds (RFC 8628 §3.5).
const SLOWER: i64 = 5;

pub(super) async fn judge(
    reader: &Reader,
    text: &str,
    client: Client,
    now: DateTime<Utc>,
) -> Result<Verdict, Fault> {
    let refuse = |code, why: &str| Ok(Verdict::Refuse(Refusal::new(code, why)));
    let found = match Credential::parse(text) {
        Some(shown) => {
            let code = reader.oauth2_device_code(&shown.prefix).await?;
            code.filter(|code| shown.matches(&code.hashed_secret.0) && is_of(&client.app, code.app_id))
        }
        None => None,
    };
    let Some(code) = found else { return refuse(ErrorCode::InvalidGrant, "The device code is invalid") };
    if let Some(spent) = code.spent_at {
        let refusal = Refusal::grant("The device code is invalid");
        let Some(user) = code.user_id else { return Ok(Verdict::Refuse(refusal)) };
        return redeemed_before(reader, client, user, code.issue_id, now - spent, refusal).await;
    }
    if code.expires_at <= now {
        return refuse(ErrorCode::ExpiredToken, "The device code has expired");
    }
    match (code.state, code.user_id) {
        (DeviceState::Denied, _) => refuse(ErrorCode::AccessDenied, "The person did not let the device in"),
        (DeviceState::Approved, Some(user)) => {
            let scopes = scope::known(&code.scope);
            let user = active_user(reader, user).await?;
            match user.filter(|_| !scopes.is_empty() && scope::is_allowed(&client.app.scope, &scopes)) {
                None => refuse(ErrorCode::InvalidGrant, "The device code is invalid"),
                Some(user) => Ok(Verdict::Issue(Box::new(Issue {
                    client,
                    user,
                    scopes,
                    redeemed: Redeemed::Device(code),
                }))),
            }
        }
        (DeviceState::Approved | DeviceState::Pending, _) => Ok(wait(code, now)),
    }
}

fn wait(code: DeviceCodeRecord, now: DateTime<Utc>) -> Verdict {
    let next = code.polled_at.map(|at| at + TimeDelta::seconds(code.interval_seconds));
    let early = next.is_some_and(|next| now < next);
    let (interval, error, why) = if early {
        (code.interval_seconds + SLOWER, ErrorCode::SlowDown, "The device asks too often")
    } else {
        (code.interval_seconds, ErrorCode::AuthorizationPending, "Nobody has answered yet")
    };
    Verdict::Wait { prefix: code.prefix, interval, refusal: Refusal::new(error, why) }
}
