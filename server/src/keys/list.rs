//! Listing tokens.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_store::{TokenFilter, TokenWithUser};

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
) -> Result<Vec<TokenWithUser>, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let user = find::user(&reader, &caller, &written).await?;
            let everyones = caller.may(Action::Read, &Object::site(Resource::ApiKey));
            let whose = if wanted.all { caller.user.id } else { user.id };
            if !everyones && !caller.may(Action::Read, &Object::api_key(whose)) {
                return Ok(Vec::new());
            }
            let filter = TokenFilter {
                user: (!(wanted.all && everyones)).then_some(whose),
                valid_at: (!wanted.expired).then_some(now),
            };
            Ok(reader.tokens(&filter).await?)
        })
        .await
}
