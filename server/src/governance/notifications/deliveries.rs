//! What has become of messages, and sending them again. The permission is one of the site.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Read, Update};
use burgrave_core::notifications::by_id;
use burgrave_store::{Deliveries, DeliveryFilter, DeliveryRecord};
use uuid::Uuid;

use super::carrier::DUE;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller};
use crate::fault::Fault;

/// Messages, newest first.
///
/// # Errors
/// `Forbidden`.
pub(crate) async fn deliveries(
    app: &App,
    caller: Arc<Caller>,
    asked: DeliveryFilter,
    limit: u32,
) -> Result<Vec<DeliveryRecord>, Fault> {
    let _: Authorized<Read, _> = Authorized::permit(&caller.subject, Deliveries)
        .map_err(|refused| Fault::refused(refused, "see what has become of notifications"))?;
    app.store().scan(move |reader| async move { Ok(reader.deliveries(asked, limit).await?) }).await
}

/// Sends a message again that was sent or given up.
pub(crate) struct Replay {
    /// The message.
    pub(crate) id: Uuid,
}

impl Command for Replay {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::REPLAY_NOTIFICATION_MESSAGE.into()
    }

    /// # Errors
    /// `Forbidden`; `Hidden` for a message that there isn't; `Conflict` for one that is still to be sent, or whose
    /// text isn't kept.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let allowed = Authorized::<Update, _>::permit(&context.caller().subject, Deliveries)
            .map_err(|refused| Fault::refused(refused, "send notifications again"))?;
        let before = context.delivery(self.id).await?.ok_or(Fault::Hidden)?;
        if !context.replay_message(&allowed, self.id, context.now).await? {
            let message = "The message is still to be sent, or what it said isn't kept.".into();
            return Err(Fault::Conflict { message, detail: None, fields: Vec::new() });
        }
        context.tell_here(DUE);
        let diff = Diff::default().field("status", before.status.as_str(), "pending");
        let name = by_id(before.template_id).map_or("", |template| template.name);
        Ok(Outcome::changed((), Entry::new(self.id, name).diff(diff)))
    }
}
