//! Which parts count for nothing. The permission is one of the site.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Object, Refused, Resource};
use burgrave_store::Reader;
use uuid::Uuid;

use super::part::Part;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller};
use crate::fault::Fault;

/// The setting that says so, with commas between the words.
const SETTING: &str = "dismissed_health_checks";

/// The parts that were dismissed.
///
/// # Errors
/// The storage's.
pub(crate) async fn dismissed(app: &App) -> Result<Vec<Part>, Fault> {
    app.store().read(|reader| async move { kept(&reader).await }).await
}

async fn kept(reader: &Reader) -> Result<Vec<Part>, Fault> {
    let text = reader.setting(SETTING).await?.unwrap_or_default();
    Ok(text.split(',').filter_map(|word| word.parse().ok()).collect())
}

/// Dismisses these parts, and no others; gives whether that is something else than before.
pub(crate) struct SetDismissed {
    /// The parts.
    pub(crate) parts: Vec<Part>,
}

impl Command for SetDismissed {
    type Actor = Arc<Caller>;
    type Output = bool;

    fn audit(&self) -> Audit {
        operations::UPDATE_HEALTH_SETTINGS.into()
    }

    /// # Errors
    /// `Forbidden`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<bool>, Fault> {
        if !context.caller().may(Action::Update, &Object::site(Resource::DeploymentConfig)) {
            return Err(Fault::refused(Refused::Forbidden, "dismiss parts of the health report"));
        }
        let before = kept(context).await?;
        if before == self.parts {
            return Ok(Outcome::unrecorded(false));
        }
        let words = |parts: &[Part]| parts.iter().map(|part| part.as_str()).collect::<Vec<_>>().join(",");
        context.set_setting(SETTING, &words(&self.parts), context.now).await?;
        let diff = Diff::default().field("dismissed_healthchecks", words(&before), words(&self.parts));
        Ok(Outcome::changed(true, Entry::new(Uuid::nil(), "Health Settings").diff(diff)))
    }
}
