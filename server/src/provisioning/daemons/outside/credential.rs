//! What a daemon shows when it connects.

use std::sync::Arc;

use burgrave_core::ids::ProvisionerKeyId;
use burgrave_core::provisioning::key::ReservedKey;
use burgrave_store::ProvisionerKeyRecord;

use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::provisioning::keys::of_secret;

/// A credential that counts. It names people and keys, and holds no secret.
#[derive(Clone)]
pub(crate) enum DaemonCredential {
    /// A session.
    User(Arc<Caller>),
    /// A key of an organization.
    Key(ProvisionerKeyRecord),
    /// The secret that the operator has set for all.
    Psk,
}

/// What a request shows.
pub(crate) struct Shown {
    /// Whose session it has, where it has one that counts.
    pub(crate) caller: Option<Arc<Caller>>,
    /// The secret of a key.
    pub(crate) key: Option<String>,
    /// The secret of all.
    pub(crate) psk: Option<String>,
}

/// Why nobody may connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoCredential {
    /// A session and another credential count both.
    Both,
    /// None was shown.
    Missing,
    /// One was shown, and none counts.
    Wrong,
}

/// What was found of what a request shows.
pub(crate) struct Found {
    /// The credential that counts, or why none does.
    pub(crate) credential: Result<DaemonCredential, NoCredential>,
    /// A key or a secret was shown that isn't one, whatever else counts: it may be a guess.
    pub(crate) wrong: bool,
}

/// The credential that counts.
///
/// # Errors
/// The storage's.
pub(crate) async fn credential(app: &App, shown: Shown) -> Result<Found, Fault> {
    let Shown { caller, key, psk } = shown;
    let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let (has_key, has_psk) = (given(&key), given(&psk));
    // Both together prove nothing, whatever they are.
    let found = match (has_key, has_psk) {
        (true, false) => of_secret(app, key.as_deref()).await?.ok().map(DaemonCredential::Key),
        (false, true) => {
            let right = psk.is_some_and(|psk| app.settings().daemon_psk.is_right(&psk));
            right.then_some(DaemonCredential::Psk)
        }
        _ => None,
    };
    let wrong = found.is_none() && (has_key || has_psk);
    let credential = match (caller, found) {
        (Some(_), Some(_)) => Err(NoCredential::Both),
        (Some(caller), None) => Ok(DaemonCredential::User(caller)),
        (None, Some(found)) => Ok(found),
        (None, None) if wrong => Err(NoCredential::Wrong),
        (None, None) => Err(NoCredential::Missing),
    };
    Ok(Found { credential, wrong })
}

impl DaemonCredential {
    /// The key that a daemon has by it.
    pub(super) fn key_id(&self) -> ProvisionerKeyId {
        match self {
            Self::User(_) => ReservedKey::UserAuth.id(),
            Self::Key(key) => key.id,
            Self::Psk => ReservedKey::Psk.id(),
        }
    }
}
