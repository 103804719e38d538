//! From a session token to a caller.

use std::sync::Arc;

use burgrave_core::token::{SessionToken, TokenFault};
use burgrave_store::UserStatus;

use super::upkeep;
use crate::application::{App, Caller, ClientInfo, Prefetch};
use crate::fault::{Fault, SignedOut};

/// The caller behind a session token: the key and its user, as they are now, and perhaps what else the
/// request asks for.
///
/// # Errors
/// `SignedOut`, with the case as detail; the storage's.
pub(crate) async fn authenticate(
    app: &App,
    token: Option<&str>,
    prefetch: Option<Prefetch>,
) -> Result<Arc<Caller>, Fault> {
    let token = token.filter(|token| !token.is_empty()).ok_or(Fault::SignedOut(SignedOut::Missing))?;
    let token = SessionToken::parse(token).map_err(malformed)?;
    let id = token.id.clone();
    let found =
        app.store().read(move |reader| async move { Caller::of_key(&reader, &id, prefetch).await }).await?;
    let found = found.ok_or_else(unknown)?;
    holds(app, &token, &found)?;
    Ok(found)
}

/// Notes that a session is used: once an hour that is written down, and a dormant user is active again. Gives
/// the caller as they are stored then.
///
/// # Errors
/// The storage's.
pub(crate) async fn note_use(
    app: &App,
    found: Arc<Caller>,
    client: &ClientInfo,
) -> Result<Arc<Caller>, Fault> {
    if upkeep::is_due(app, &found) { upkeep::keep(app, found, client).await } else { Ok(found) }
}

fn holds(app: &App, token: &SessionToken, found: &Caller) -> Result<(), Fault> {
    if !token.matches(&found.key.hashed_secret.0) {
        return Err(unknown());
    }
    // The sessions of suspended users have expired; what they need to know is why.
    if found.user.status == UserStatus::Suspended {
        return Err(Fault::SignedOut(SignedOut::Inactive { status: found.user.status.as_str() }));
    }
    if found.key.expires_at <= app.now() {
        let at = found.key.expires_at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        return Err(invalid(&format!("The session expired at {at}.")));
    }
    Ok(())
}

fn malformed(fault: TokenFault) -> Fault {
    let detail = format!("The session token is malformed: {fault}.");
    Fault::SignedOut(SignedOut::Wrong { detail })
}

/// The same for an id that nothing has and for a secret that doesn't fit: ids stand in places where secrets
/// don't.
fn unknown() -> Fault {
    Fault::SignedOut(SignedOut::Wrong { detail: "There is no session with this token.".into() })
}

fn invalid(detail: &str) -> Fault {
    Fault::SignedOut(SignedOut::Invalid { detail: detail.into() })
}
