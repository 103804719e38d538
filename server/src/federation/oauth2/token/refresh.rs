//! Refresh tokens (RFC 6749 §6): each works once, and what it gives replaces what there was (RFC 9700 §4.14).

use burgrave_core::oauth2::{Credential, ErrorCode, Refusal, resource, scope};
use burgrave_store::{GrantRecord, Reader};
use chrono::{DateTime, Utc};

use super::asked::given;
use super::judge::{Issue, Redeemed, Verdict, active_user, is_of};
use super::{Asked, RACE};
use crate::fault::Fault;
use crate::federation::oauth2::client::Client;

pub(super) async fn judge(
    reader: &Reader,
    asked: &Asked,
    text: &str,
    client: Client,
    now: DateTime<Utc>,
) -> Result<Verdict, Fault> {
    let Some(shown) = Credential::parse(text) else { return Ok(Verdict::Refuse(invalid())) };
    let found = reader.oauth2_grant_by_refresh(&shown.prefix).await?;
    let Some(grant) = found.filter(|grant| is_of(&client.app, grant.app_id)) else {
        return Ok(Verdict::Refuse(invalid()));
    };
    if !shown.matches(&grant.refresh_hash.0) {
        return used_before(reader, &shown, client, grant, now).await;
    }
    if grant.refresh_expires_at <= now {
        return Ok(Verdict::Refuse(invalid()));
    }
    if given(&asked.resource)
        .is_some_and(|asked| resource::normal(asked) != resource::normal(&grant.resource))
    {
        let refusal = Refusal::new(ErrorCode::InvalidTarget, "The resource parameter is invalid");
        return Ok(Verdict::Refuse(refusal));
    }
    let scopes = match scope::narrow(&scope::known(&grant.scope), given(&asked.scope)) {
        Ok(scopes) => scopes,
        Err(refusal) => return Ok(Verdict::Refuse(refusal)),
    };
    Ok(match active_user(reader, grant.user_id).await? {
        None => Verdict::Refuse(invalid()),
        Some(user) => {
            Verdict::Issue(Box::new(Issue { client, user, scopes, redeemed: Redeemed::Refresh(grant) }))
        }
    })
}

/// A token that was used before is shown by its thief, or by whom it was stolen from: both lose what came of it, unless it is
/// the same client that asked twice at once.
async fn used_before(
    reader: &Reader,
    shown: &Credential,
    client: Client,
    grant: GrantRecord,
    now: DateTime<Utc>,
) -> Result<Verdict, Fault> {
    Ok(match reader.oauth2_refresh_token_used_at(grant.id, &shown.hash()).await? {
        Some(used) if now - used >= RACE => {
            Verdict::Revoke { client: Box::new(client), grant: Box::new(grant), refusal: invalid() }
        }
        _ => Verdict::Refuse(invalid()),
    })
}

fn invalid() -> Refusal {
    Refusal::grant("The refresh token is invalid or expired")
}
