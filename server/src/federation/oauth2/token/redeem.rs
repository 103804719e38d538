//! A request for tokens, from its judgement to what comes of it.

use burgrave_core::oauth2::Refusal;
use burgrave_store::Tx;
use chrono::{DateTime, Utc};

use super::Asked;
use super::fresh::{Fresh, Given};
use super::issue::issue;
use super::judge::{Verdict, judge};
use crate::application::{App, AuditContext};
use crate::fault::Fault;
use crate::federation::oauth2::revoke;

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
pub(crate) async fn redeem(app: &App, audit_context: AuditContext, asked: Asked) -> Result<Issued, Fault> {
    // What can be refused without the database waits for no transaction.
    asked.grant_type().map_err(Fault::Protocol)?;
    asked.client.read().map_err(Fault::Protocol)?;
    let fresh = Fresh::new(app, &audit_context);
    let (kept, given) = (fresh.clone(), asked);
    let outcome: Result<Given, Refusal> = app
        .store()
        .write(move |tx| {
            let (audit_context, asked, fresh) = (audit_context.clone(), given.clone(), kept.clone());
            async move { act(&tx, &audit_context, &asked, &fresh).await }
        })
        .await?;
    outcome.map(|given| fresh.issued(given)).map_err(Fault::Protocol)
}

/// What is refused with a change has to be committed: it is a result, not an error.
async fn act(
    tx: &Tx,
    audit_context: &AuditContext,
    asked: &Asked,
    fresh: &Fresh,
) -> Result<Result<Given, Refusal>, Fault> {
    Ok(match judge(tx, asked, audit_context.now).await? {
        Verdict::Issue(what) => Ok(issue(tx, audit_context, *what, fresh).await?),
        Verdict::Refuse(refusal) => Err(refusal),
        Verdict::Burn { prefix, refusal } => {
            tx.spend_oauth2_code(&prefix, None, audit_context.now).await?;
            Err(refusal)
        }
        Verdict::Revoke { client, grant, refusal } => {
            revoke::end(tx, audit_context, &client.app, &grant, refusal.code.status()).await?;
            Err(refusal)
        }
        Verdict::Wait { prefix, interval, refusal } => {
            tx.poll_oauth2_device_code(&prefix, interval, audit_context.now).await?;
            Err(refusal)
        }
    })
}
