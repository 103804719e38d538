//! What becomes of a request for tokens, judged in the transaction that acts on it: what is given out once must not be judged before.

use burgrave_core::authorization::ScopeName;
use burgrave_core::ids::{AppId, IssueId, UserId};
use burgrave_core::oauth2::{GrantType, Refusal};
use burgrave_store::{AppRecord, CodeRecord, DeviceCodeRecord, GrantRecord, Reader, UserRecord, UserStatus};
use chrono::{DateTime, TimeDelta, Utc};

use super::{Asked, RACE, code, device, refresh};
use crate::fault::Fault;
use crate::federation::oauth2::client::{self, Client};

/// What becomes of a request.
pub(super) enum Verdict {
    /// Tokens are issued.
    Issue(Box<Issue>),
    /// Nothing changes.
    Refuse(Refusal),
    /// The code is worth nothing any more.
    Burn {
        /// The code.
        prefix: String,
        /// What the client is told.
        refusal: Refusal,
    },
    /// Something was redeemed twice: what came of it ends.
    Revoke {
        /// Whose it is.
        client: Box<Client>,
        /// What came of it.
        grant: Box<GrantRecord>,
        /// What the client is told.
        refusal: Refusal,
    },
    /// A device asked too early, or nobody has answered yet.
    Wait {
        /// The device's code.
        prefix: String,
        /// How long it has to wait from now on, in seconds.
        interval: i64,
        /// What it is told.
        refusal: Refusal,
    },
}

/// What is issued, and for what.
pub(super) struct Issue {
    /// To whom.
    pub(super) client: Client,
    /// On whose behalf.
    pub(super) user: UserRecord,
    /// What the access token may do.
    pub(super) scopes: Vec<ScopeName>,
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

/// Judges a request.
///
/// # Errors
/// `Protocol` for whatever is wrong with the request itself or its client; what is wrong with what it redeems is a verdict.
pub(super) async fn judge(reader: &Reader, asked: &Asked, now: DateTime<Utc>) -> Result<Verdict, Fault> {
    let grant = asked.grant_type().map_err(Fault::Protocol)?;
    let said = asked.client.read().map_err(Fault::Protocol)?;
    let app = client::app(reader, &said.client_id).await?;
    let text = asked.redeemed(grant).map_err(Fault::Protocol)?;
    let client = client::prove(reader, app, said.client_secret.as_deref()).await?;
    client::may_redeem(&client.app, grant)?;
    match grant {
        GrantType::AuthorizationCode => code::judge(reader, asked, text, client, now).await,
        GrantType::RefreshToken => refresh::judge(reader, asked, text, client, now).await,
        GrantType::DeviceCode => device::judge(reader, text, client, now).await,
    }
}

/// The user, as long as they may act.
pub(super) async fn active_user(reader: &Reader, id: UserId) -> Result<Option<UserRecord>, Fault> {
    let found = reader.user_by_id(id).await?;
    Ok(found.filter(|user| user.deleted_at.is_none() && user.status != UserStatus::Suspended))
}

/// Whether what is redeemed is the client's own.
pub(super) fn is_of(app: &AppRecord, id: AppId) -> bool {
    app.id == id
}

/// What becomes of a code that was redeemed before: what came of it ends, unless the same client asked twice at once.
pub(super) async fn redeemed_before(
    reader: &Reader,
    client: Client,
    user: UserId,
    issue: Option<IssueId>,
    since: TimeDelta,
    refusal: Refusal,
) -> Result<Verdict, Fault> {
    let Some(issue) = issue.filter(|_| since >= RACE) else { return Ok(Verdict::Refuse(refusal)) };
    let grant = reader.oauth2_grant_of(user, client.app.id).await?;
    Ok(match grant.filter(|grant| grant.issue_id == issue) {
        Some(grant) => Verdict::Revoke { client: Box::new(client), grant: Box::new(grant), refusal },
        None => Verdict::Refuse(refusal),
    })
}
