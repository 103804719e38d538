//! Changing what a version is called, and what is said of it.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::TemplateVersionId;
use burgrave_store::Change;

use super::get::changed;
use super::view::VersionView;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, ClientInfo, find};
use crate::fault::Fault;

/// Characters of a message that the audit log keeps.
const SHOWN: usize = 512;

/// Changes a version; an absent field stays as it is.
#[derive(Debug)]
pub(crate) struct UpdateVersion {
    /// The version.
    pub(crate) version: TemplateVersionId,
    /// Another name.
    pub(crate) name: Option<String>,
    /// What its author says of it.
    pub(crate) message: Option<String>,
}

impl UpdateVersion {
    /// Changes it, and gives it as it is then.
    ///
    /// # Errors
    /// `Hidden`, `Forbidden`, `Conflict` when the name is taken.
    pub(crate) async fn execute(
        self,
        app: &App,
        caller: Arc<Caller>,
        client: ClientInfo,
    ) -> Result<VersionView, Fault> {
        let version = self.version;
        app.execute(self, caller, client).await?;
        changed(app, version).await
    }
}

impl Command for UpdateVersion {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_TEMPLATE_VERSION.into()
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        let what = "update this template version";
        let before = find::template_version::<Update>(context, caller, self.version, what).await?;
        let name = self.name.as_deref().unwrap_or(&before.name);
        let message = self.message.as_deref().unwrap_or(&before.message);
        match context.update_template_version(&before, name, message, context.now).await? {
            Change::Done => {}
            Change::Taken => {
                let message = "A version with this name exists already in this template.";
                return Err(Fault::taken(message, &["name"]));
            }
            Change::Missing => return Err(Fault::Hidden),
        }
        let diff = Diff::default().field("name", before.name.as_str(), name).field(
            "message",
            shortened(&before.message),
            shortened(message),
        );
        let entry = Entry::new(before.id, name).within(before.organization_id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}

/// As much of a message as the audit log keeps.
pub(super) fn shortened(message: &str) -> String {
    match message.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", &message[..end]),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_messages_are_cut_between_characters() {
        assert_eq!(shortened("short"), "short");
        let long = shortened(&"ä".repeat(SHOWN + 1));
        assert_eq!(long.chars().count(), SHOWN + 2);
    }
}
