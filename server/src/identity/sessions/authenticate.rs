//! From a session token to a caller.

use std::sync::Arc;

use burgrave_core::token::{SessionToken, TokenFault};
use burgrave_store::UserStatus;

use super::upkeep;
use crate::application::{App, Caller, ClientInfo};
use crate::fault::{Fault, SignedOut};
use crate::federation::oauth2::bearer;
use crate::federation::oidc::{self, Freshness};

/// The caller behind a token that came from there. Using it counts as being there: once an hour that is written
/// down, and a dormant user is active again.
///
/// # Errors
/// `SignedOut`, with the case as detail; the storage's.
pub(crate) async fn authenticate(
    app: &App,
    token: Option<&str>,
    client: &ClientInfo,
) -> Result<Arc<Caller>, Fault> {
    let token = token.filter(|token| !token.is_empty()).ok_or(Fault::SignedOut(SignedOut::Missing))?;
    let token = SessionToken::parse(token).map_err(malformed)?;
    let mut found = known(app, &token).await?;
    bearer::check_audience(app, &found.key).await?;
    if oidc::keep_fresh(app, &found, client).await? == Freshness::Synchronized {
        found = known(app, &token).await?;
    }
    if !upkeep::is_due(app, &found) {
        return Ok(found);
    }
    upkeep::keep(app, found, client).await
}

/// The key and its user, as they are now.
async fn known(app: &App, token: &SessionToken) -> Result<Arc<Caller>, Fault> {
    let id = token.id.clone();
    let found = app.store().read(move |reader| async move { Caller::known(&reader, &id).await }).await?;
    let found = found.ok_or_else(|| invalid("There is no session with this token's id."))?;
    holds(app, token, &found)?;
    Ok(found)
}

fn holds(app: &App, token: &SessionToken, found: &Caller) -> Result<(), Fault> {
    if !token.matches(&found.key.hashed_secret.0) {
        return Err(invalid("The secret of this session token is wrong."));
    }
    if found.key.expires_at <= app.now() {
        let at = found.key.expires_at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        return Err(invalid(&format!("The session expired at {at}.")));
    }
    match found.user.status {
        UserStatus::Suspended => {
            Err(Fault::SignedOut(SignedOut::Inactive { status: found.user.status.as_str() }))
        }
        UserStatus::Active | UserStatus::Dormant => Ok(()),
    }
}

fn malformed(fault: TokenFault) -> Fault {
    invalid(&format!("The session token is malformed: {fault}."))
}

fn invalid(detail: &str) -> Fault {
    Fault::SignedOut(SignedOut::Invalid { detail: detail.into() })
}
