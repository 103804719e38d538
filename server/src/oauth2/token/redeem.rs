//! A request for tokens, from its judgement to what comes of it.

use burgrave_core::oauth2::Refusal;
use burgrave_store::Tx;
use chrono::{DateTime, Utc};

use super::Asked;
use super::issue::{Fresh, issue};
use super::judge::{Verdict, is_known, judge};
use crate::application::{App, Trail};
use crate::fault::Fault;

/// Tokens that were issued: shown only now.
#[derive(Clone)]
pub(crate) struct Issued {
    /// Opens the API.
    pub(crate) access_token: String,
    /// Gets the next ones.
    pub(crate) refresh_token: String,
    /// How long the access token lasts, in seconds.
    pub(crate) lifetime: i64,
    /// Until when.
    pub(crate) expires_at: DateTime<Utc>,
    /// What it may do.
    pub(crate) scope: String,
}

/// Redeems what is asked for.
///
/// # Errors
/// `Protocol`.
pub(crate) async fn redeem(app: &App, trail: Trail, asked: Asked) -> Result<Issued, Fault> {
    let (early, now) = (asked.clone(), trail.now);
    let first = app
        .store()
        .read(move |reader| async move {
            if is_known(&reader, &early).await? {
                return Ok(None);
            }
            Ok::<_, Fault>(match judge(&reader, &early, now).await? {
                Verdict::Refuse(refusal) => Some(refusal),
                _ => None,
            })
        })
        .await?;
    if let Some(refusal) = first {
        return Err(Fault::Protocol(refusal));
    }
    let fresh = Fresh::new(app, &trail);
    let (kept, given) = (fresh.clone(), asked);
    let outcome: Result<String, Refusal> = app
        .store()
        .write(move |tx| {
            let (trail, asked, fresh) = (trail.clone(), given.clone(), kept.clone());
            async move { act(&tx, &trail, &asked, &fresh).await }
        })
        .await?;
    outcome.map(|scope| fresh.issued(scope)).map_err(Fault::Protocol)
}

/// What is refused with a change has to be committed: it is a result, not an error.
async fn act(tx: &Tx, trail: &Trail, asked: &Asked, fresh: &Fresh) -> Result<Result<String, Refusal>, Fault> {
    Ok(match judge(tx, asked, trail.now).await? {
        Verdict::Issue(what) => Ok(issue(tx, trail, *what, fresh).await?),
        Verdict::Refuse(refusal) => Err(refusal),
        Verdict::Burn { prefix, refusal } => {
            tx.spend_oauth2_code(&prefix, None, trail.now).await?;
            Err(refusal)
        }
        Verdict::Revoke { grant, refusal } => {
            tx.delete_oauth2_grant(grant).await?;
            Err(refusal)
        }
        Verdict::Wait { prefix, interval, refusal } => {
            tx.poll_oauth2_device_code(&prefix, interval, trail.now).await?;
            Err(refusal)
        }
    })
}
