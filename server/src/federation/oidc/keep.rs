//! What a refresh comes to, kept: new tokens and what their claims give, or the end of all sessions.

use burgrave_core::idpsync::Claims;
use burgrave_core::ids::UserId;
use burgrave_store::{Tx, UserLinkRecord};

use super::arrive;
use super::tokens::Tokens;
use crate::application::{App, AuditContext, ClientInfo};
use crate::fault::Fault;
use crate::federation::idpsync::apply::Sync;

/// Keeps the new tokens, and what their claims give, unless the user has logged in anew or is gone meanwhile.
pub(super) async fn tokens(
    app: &App,
    stale: &UserLinkRecord,
    fresh: &Tokens,
    claims: Option<Claims>,
    client: &ClientInfo,
) -> Result<(), Fault> {
    let sealed = fresh.seal(app.sealing(), stale.user_id, app.entropy());
    let sealed_tokens = sealed.map_err(|fault| Fault::Internal(fault.to_string()))?;
    let link = UserLinkRecord { sealed_tokens, tokens_expire_at: fresh.expire_at, ..stale.clone() };
    let (app_too, audit_context) = (app.clone(), app.audit_context(client.clone()));
    let stale = stale.clone();
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
    arrive::remember_claims(tx, user.id, claims, audit_context.now).await?;
    let defaults = &app.settings().oidc_sync;
    Sync { tx, audit_context, user: &user, claims, defaults, kept: &[], log: app.log() }.apply().await
}

/// Ends the sessions of a user whom the provider no longer knows, with all that came from them, unless the user has logged
/// in anew meanwhile.
pub(super) async fn end_sessions(app: &App, stale: &UserLinkRecord, _: &ClientInfo) -> Result<(), Fault> {
    let stale = stale.clone();
    app.store()
        .write(move |tx| {
            let stale = stale.clone();
            async move {
                if tx.user_link(stale.user_id).await?.as_ref() == Some(&stale) {
                    tx.delete_provider_sessions_of(stale.user_id).await?;
                }
                Ok(())
            }
        })
        .await
}
