//! Listing tokens.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Resource};
use burgrave_store::{KeyFilter, KeyWithUser};

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Which tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// Those of all users.
    pub(crate) all: bool,
    /// Expired ones as well.
    pub(crate) expired: bool,
}

/// Tokens of the user that `written` names, or of everyone, as far as the caller may read them; oldest first.
///
/// # Errors
/// `NoSuchUser`.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    wanted: Wanted,
) -> Result<Vec<KeyWithUser>, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let user = find::user(&reader, &caller, &written).await?;
            let filter = KeyFilter {
                sessions: false,
                user: (!wanted.all).then_some(user.id),
                visible: Some(caller.visible(Action::Read, Resource::ApiKey)),
                valid_at: (!wanted.expired).then_some(now),
            };
            Ok(reader.keys(&filter).await?)
        })
        .await
}
