//! Stores the outcome of a refresh: new tokens and the synchronization from their claims, or the end of all
//! sessions.

use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::idpsync::Claims;
use burgrave_store::{UserKeys, UserLinkRecord};

use super::arrive;
use super::tokens::Tokens;
use crate::application::command::{Anonymous, Audit, Command, CommandContext, Entry, Exemption, Outcome};
use crate::application::{App, ClientInfo};
use crate::fault::Fault;
use crate::federation::idpsync::apply::Sync;

/// Stores the new tokens, and applies their claims, unless the user has logged in again or was deleted
/// meanwhile.
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
    let command = KeepTokens { app: app.clone(), stale: stale.clone(), link, claims };
    app.execute(command, Anonymous, client.clone()).await
}

struct KeepTokens {
    app: App,
    stale: UserLinkRecord,
    link: UserLinkRecord,
    claims: Option<Claims>,
}

impl Command for KeepTokens {
    type Actor = Anonymous;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Several)
    }

    /// # Errors
    /// See [`Sync::apply`].
    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<()>, Fault> {
        let nothing = Outcome::unrecorded(());
        if context.user_link(self.stale.user_id).await?.as_ref() != Some(&self.stale) {
            return Ok(nothing);
        }
        context.set_user_link(&self.link, context.now).await?;
        match &self.claims {
            Some(claims) => Ok(nothing.and(self.synchronize(context, claims).await?)),
            None => Ok(nothing),
        }
    }
}

impl KeepTokens {
    async fn synchronize(
        &self,
        context: &CommandContext<Anonymous>,
        claims: &Claims,
    ) -> Result<Vec<Entry>, Fault> {
        let user = context.user_by_id(self.link.user_id).await?.filter(|user| user.deleted_at.is_none());
        let Some(user) = &user else { return Ok(Vec::new()) };
        arrive::remember_claims(context, user.id, claims, context.now).await?;
        let (defaults, log) = (&self.app.settings().oidc_sync, self.app.log());
        let (now, seed) = (context.now, context.new_id);
        Sync { tx: context, now, seed, user, claims, defaults, kept: &[], log }.apply().await
    }
}

/// Ends the sessions of a user whom the provider no longer knows, with all that came from them, unless the
/// user has logged in again meanwhile.
pub(super) async fn end_sessions(
    app: &App,
    stale: &UserLinkRecord,
    client: &ClientInfo,
) -> Result<(), Fault> {
    app.execute(EndSessions { stale: stale.clone() }, Anonymous, client.clone()).await
}

struct EndSessions {
    stale: UserLinkRecord,
}

impl Command for EndSessions {
    type Actor = Anonymous;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<()>, Fault> {
        if context.user_link(self.stale.user_id).await?.as_ref() == Some(&self.stale) {
            let keys = UserKeys { user_id: self.stale.user_id };
            let keys = Authorized::automatic(Automatic::Session, keys);
            context.delete_provider_sessions_of(&keys).await?;
        }
        Ok(Outcome::unrecorded(()))
    }
}
