//! Deleting an app.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Authorized;
use burgrave_core::ids::AppId;
use burgrave_store::AppRecord;

use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;

/// Deletes an app with all that was issued to it.
pub(crate) struct DeleteApp {
    /// The app.
    pub(crate) app: AppId,
}

impl Command for DeleteApp {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_OAUTH2_APP.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let before = context.oauth2_app(self.app).await?.ok_or(Fault::Hidden)?;
        let forbidden = || Fault::Forbidden { detail: "You do not have permission to delete apps.".into() };
        let before = Authorized::permit(&context.caller().subject, before).map_err(|_| forbidden())?;
        context.delete_oauth2_app(&before).await?;
        Ok(Outcome::changed((), entry(&before)))
    }
}

/// The audit entry of a deleted app.
pub(in crate::federation::oauth2) fn entry(before: &AppRecord) -> Entry {
    Entry::new(before.id, &before.name).diff(Diff::default().field("name", before.name.as_str(), ""))
}
