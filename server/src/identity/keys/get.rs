//! One key of a user, as far as the caller may.

use std::sync::Arc;

use burgrave_core::authorization::{ActionType, Authorized, Read};
use burgrave_store::{ApiKeyRecord, Reader};

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// A reference to a key.
#[derive(Debug, Clone)]
pub(crate) enum KeyReference {
    /// By its id.
    Id(String),
    /// A token by its name.
    Name(String),
}

/// The key; one that is named by its id may be that of another user than `written` names.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    named: KeyReference,
) -> Result<ApiKeyRecord, Fault> {
    app.store()
        .read(move |reader| async move {
            Ok(key::<Read>(&reader, &caller, &written, &named).await?.into_inner())
        })
        .await
}

/// The same for doing `A` to it.
///
/// # Errors
/// As above, also for those who may only read it.
pub(super) async fn key<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    written: &str,
    named: &KeyReference,
) -> Result<Authorized<A, ApiKeyRecord>, Fault> {
    let user = find::user(reader, caller, written).await?;
    // An id says enough: clients name their own user beside the ids of others' keys.
    let found = match named {
        KeyReference::Id(id) => reader.api_key(id).await?,
        KeyReference::Name(name) => reader.token_by_name(user.id, name).await?,
    };
    Authorized::check(&caller.subject, found.ok_or(Fault::Hidden)?).map_err(|_| Fault::Hidden)
}
