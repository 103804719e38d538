//! The end of a route.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use uuid::Uuid;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Deletes a route of an organization; what is still to be sent by it isn't sent.
pub(crate) struct DeleteRoute {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// The route.
    pub(crate) id: Uuid,
}

impl Command for DeleteRoute {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_NOTIFICATION_ROUTE.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden` for the organization; `Hidden` for a route that it hasn't.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let (caller, what) = (context.caller(), "say where its notifications go");
        let organization = find::organization::<Update>(context, caller, &self.organization, what).await?;
        let before = context.notification_route(self.id).await?.ok_or(Fault::Hidden)?;
        if !context.delete_notification_route(&organization, self.id).await? {
            return Err(Fault::Hidden);
        }
        let diff = Diff::default().field("name", before.name.as_str(), "");
        let entry = Entry::new(before.id, &before.name).within(organization.id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}
