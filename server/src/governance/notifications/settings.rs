//! Whether messages are held back. The permission is one of the site, asked for before.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Object, Refused, Resource};
use burgrave_store::Reader;
use uuid::Uuid;

use super::carrier::DUE;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::notices::HAPPENED;
use crate::application::{App, Caller};
use crate::fault::Fault;

/// The setting that says so.
const SETTING: &str = "notifications_paused";

/// Whether they are held back.
///
/// # Errors
/// The database's.
pub(crate) async fn is_paused(app: &App) -> Result<bool, Fault> {
    app.store().read(|reader| async move { paused(&reader).await }).await
}

/// The same, read beside other things.
///
/// # Errors
/// The database's.
pub(super) async fn paused(reader: &Reader) -> Result<bool, Fault> {
    Ok(reader.setting(SETTING).await?.is_some_and(|kept| kept == "true"))
}

/// Holds them back, or lets them go on; gives whether that is something else than before.
pub(crate) struct SetPaused {
    /// Whether they are held back.
    pub(crate) paused: bool,
}

impl Command for SetPaused {
    type Actor = Arc<Caller>;
    type Output = bool;

    fn audit(&self) -> Audit {
        operations::UPDATE_NOTIFICATION_SETTINGS.into()
    }

    /// # Errors
    /// `Forbidden`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<bool>, Fault> {
        if !context.caller().may(Action::Update, &Object::site(Resource::DeploymentConfig)) {
            return Err(Fault::refused(Refused::Forbidden, "pause notifications"));
        }
        let before = paused(context).await?;
        if before == self.paused {
            return Ok(Outcome::unrecorded(false));
        }
        context.set_setting(SETTING, &self.paused.to_string(), context.now).await?;
        context.tell_here(HAPPENED);
        context.tell_here(DUE);
        let diff = Diff::default().field("notifier_paused", before, self.paused);
        Ok(Outcome::changed(true, Entry::new(Uuid::nil(), "Notification Settings").diff(diff)))
    }
}
