//! Logging out.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_store::{KeyScope, UserKeys};

use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Entry, Outcome};
use crate::fault::Fault;
use crate::identity::users::rights;

/// Ends the caller's session, and the sessions and codes that came from it. That of a full session also ends
/// what was opened for workspace applications; a token of narrower scope and that of an app end only
/// themselves.
pub(crate) struct Logout;

impl Command for Logout {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::LOGOUT.into()
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        let own = Authorized::automatic(Automatic::Session, caller.key.clone());
        context.delete_api_key(&own).await?;
        if rights::has_full_reach(caller) {
            let keys = Authorized::automatic(Automatic::Session, UserKeys { user_id: caller.user.id });
            context.delete_api_keys_of(&keys, KeyScope::ApplicationConnect).await?;
        }
        Ok(Outcome::changed((), Entry::new(caller.user.id, &caller.user.username)))
    }
}
