//! A user sends an app away.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Object, Resource};

use super::client;
use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Entry, Outcome};
use crate::fault::Fault;

/// Ends every code and token that the caller has given to an app.
pub(crate) struct ForgetApp {
    /// The app.
    pub(crate) client_id: String,
}

impl Command for ForgetApp {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_OAUTH2_TOKENS.into()
    }

    /// # Errors
    /// `invalid_client` for an app that isn't there; `Forbidden` when the caller's key doesn't reach so far.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        let own = Object::site(Resource::Oauth2AppCodeToken).owned_by(caller.user.id);
        if !caller.may(Action::Delete, &own) {
            let detail = "You do not have permission to end what apps were given.".into();
            return Err(Fault::Forbidden { detail });
        }
        let app = client::app(context, &self.client_id).await?;
        context.delete_oauth2_codes(caller.user.id, Some(app.id)).await?;
        let grant = context.oauth2_grant_of(caller.user.id, app.id).await?;
        if let Some(grant) = &grant {
            context.delete_oauth2_grant(grant.id).await?;
        }
        Ok(Outcome::changed((), Entry::new(grant.map_or(app.id.uuid(), |grant| grant.id.uuid()), app.name)))
    }
}
