//! Listing sessions and tokens.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Resource};
use burgrave_store::{KeyFilter, KeyWithUser};

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Which keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListKeys {
    /// Sessions as well, not only tokens.
    pub(crate) sessions: bool,
    /// Those of all users.
    pub(crate) all: bool,
    /// Expired ones as well.
    pub(crate) expired: bool,
}

/// Keys of the user that `written` names, or of everyone, as far as the caller may read them; oldest first.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    wanted: ListKeys,
) -> Result<Vec<KeyWithUser>, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let user = find::user(&reader, &caller, &written).await?;
            let filter = KeyFilter {
                sessions: wanted.sessions,
                user: (!wanted.all).then_some(user.id),
                visible: Some(caller.visible(Action::Read, Resource::ApiKey)),
                valid_at: (!wanted.expired).then_some(now),
            };
            Ok(reader.keys(&filter).await?)
        })
        .await
}
