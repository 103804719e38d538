//! Ending keys: one is forgotten or kept as expired, or everything of a user ends.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Delete, Refused, Update};
use burgrave_store::{ApiKeyRecord, KeptKeys, KeyFilter, Reader, UserKeys};

use super::get::{KeyReference, key};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::identity::users::rights;

/// Ends a key, and the sessions that were made from it; it is forgotten.
pub(crate) struct DeleteKey {
    /// The user, as the caller named them.
    pub(crate) user: String,
    /// The key's id.
    pub(crate) key: String,
}

impl Command for DeleteKey {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_KEY.into()
    }

    /// # Errors
    /// `Hidden`; `Forbidden` for keys of others with a token of narrower scope.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let named = KeyReference::Id(self.key.clone());
        let key = key::<Delete>(context, context.caller(), &self.user, &named).await?;
        may_end(context, context.caller(), &key).await?;
        context.delete_api_key(&key).await?;
        let diff = Diff::default().field("token_name", key.token_name.as_str(), "");
        Ok(Outcome::changed((), entry(&key).diff(diff)))
    }
}

/// Ends a key of the caller's own, as [`DeleteKey`] does; that of somebody else isn't found, whatever the caller
/// may do to it.
pub(crate) struct DeleteOwnKey {
    /// The key's id.
    pub(crate) key: String,
}

impl Command for DeleteOwnKey {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::END_ACCOUNT_SESSIONS.into()
    }

    /// # Errors
    /// `Hidden`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let found = context.api_key(&self.key).await?;
        if found.is_none_or(|key| key.user_id != context.caller().user.id) {
            return Err(Fault::Hidden);
        }
        DeleteKey { user: find::ME.into(), key: self.key.clone() }.run(context).await
    }
}

/// Ends a key, and the sessions that were made from it; it is kept in the lists of expired ones.
pub(crate) struct ExpireKey {
    /// The user, as the caller named them.
    pub(crate) user: String,
    /// The key's id.
    pub(crate) key: String,
}

impl Command for ExpireKey {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::EXPIRE_KEY.into()
    }

    /// # Errors
    /// As of [`DeleteKey`].
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let named = KeyReference::Id(self.key.clone());
        let key = key::<Update>(context, context.caller(), &self.user, &named).await?;
        may_end(context, context.caller(), &key).await?;
        let mut diff = Diff::default();
        if key.expires_at > context.now {
            context.expire_api_key(&key, context.now).await?;
            diff = diff.field("expires_at", key.expires_at.to_rfc3339(), context.now.to_rfc3339());
        }
        Ok(Outcome::changed((), entry(&key).diff(diff)))
    }
}

/// Signs a user out everywhere: ends all sessions and tokens, what apps were granted, and all codes.
pub(crate) struct DeleteKeys {
    /// The user, as the caller named them.
    pub(crate) user: String,
}

impl Command for DeleteKeys {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_KEYS.into()
    }

    /// # Errors
    /// `Hidden`; `Forbidden` for those who may not end the user's keys, and with a token of narrower scope.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let (caller, what) = (context.caller(), "end all sessions and tokens of this user");
        let user = find::user(context, caller, &self.user).await?;
        let forbidden = || Fault::refused(Refused::Forbidden, what);
        let keys =
            Authorized::permit(&caller.subject, UserKeys { user_id: user.id }).map_err(|_| forbidden())?;
        if !rights::has_full_reach(caller) {
            return Err(forbidden());
        }
        rights::may_act_on_credentials(context, caller, &user, what).await?;
        context.end_everything_of(&keys, KeptKeys::None).await?;
        Ok(Outcome::changed((), Entry::new(user.id, &user.username)))
    }
}

/// Signs the caller out everywhere else: ends all other sessions and tokens than the one that is used and those
/// that it was made from, what apps were granted, and all codes of theirs.
pub(crate) struct EndOtherKeys;

impl Command for EndOtherKeys {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::END_ACCOUNT_SESSIONS.into()
    }

    /// # Errors
    /// `Forbidden` with a token of narrower scope.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let (caller, what) = (context.caller(), "end your other sessions and tokens");
        let forbidden = || Fault::refused(Refused::Forbidden, what);
        if !rights::has_full_reach(caller) {
            return Err(forbidden());
        }
        let filter = KeyFilter { sessions: true, user: Some(caller.user.id), ..KeyFilter::default() };
        let keys: Vec<_> = context.keys(&filter).await?.into_iter().map(|found| found.key).collect();
        let kept = lineage(&keys, &caller.key.id);
        for key in keys.into_iter().filter(|key| !kept.contains(&key.id)) {
            let key = Authorized::permit(&caller.subject, key).map_err(|_| forbidden())?;
            context.delete_api_key(&key).await?;
        }
        context.delete_oauth2_codes(caller.user.id, None).await?;
        Ok(Outcome::changed((), Entry::new(caller.user.id, &caller.user.username)))
    }
}

/// A key and those that it was made from: it would end with any of them.
fn lineage(keys: &[ApiKeyRecord], own: &str) -> Vec<String> {
    let mut kept = vec![own.to_owned()];
    while let Some(parent) = keys
        .iter()
        .find(|key| kept.last() == Some(&key.id))
        .and_then(|key| key.parent_id.clone())
        .filter(|parent| !kept.contains(parent))
    {
        kept.push(parent);
    }
    kept
}

async fn may_end(reader: &Reader, caller: &Caller, key: &ApiKeyRecord) -> Result<(), Fault> {
    let user = reader.user_by_id(key.user_id).await?.ok_or(Fault::Hidden)?;
    rights::may_act_on_credentials(reader, caller, &user, "end keys of this user").await
}

fn entry(key: &ApiKeyRecord) -> Entry {
    Entry::new(key.user_id, if key.token_name.is_empty() { &key.id } else { &key.token_name })
}
