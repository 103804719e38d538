//! Changing an app.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Authorized;
use burgrave_core::ids::AppId;
use burgrave_store::{AppRecord, AppUpdate};

use super::narrow;
use super::rules::{self, RedirectTargets};
use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;

/// Changes an app. What it may no longer ask for, its tokens lose.
pub(crate) struct UpdateApp {
    /// The app.
    pub(crate) app: AppId,
    /// Name.
    pub(crate) name: String,
    /// Where answers may go; stays where nothing is said.
    pub(crate) targets: RedirectTargets,
    /// Address of a picture; empty where nothing is said.
    pub(crate) icon: String,
    /// What it may ask for; stays where nothing is said.
    pub(crate) scope: Option<String>,
    /// The resources whose tokens it may ask about; they stay where nothing is said.
    pub(crate) resources: Option<Vec<String>>,
}

impl Command for UpdateApp {
    type Actor = Arc<Caller>;
    type Output = AppRecord;

    fn audit(&self) -> Audit {
        operations::UPDATE_OAUTH2_APP.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `Invalid`; `BrokenRule` for an app that a document describes.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<AppRecord>, Fault> {
        let uris = rules::check(&self.targets, self.scope.as_deref(), self.resources.as_deref(), false)?;
        let before = context.oauth2_app(self.app).await?.ok_or(Fault::Hidden)?;
        let forbidden = || Fault::Forbidden { detail: "You do not have permission to change apps.".into() };
        let before = Authorized::permit(&context.caller().subject, before).map_err(|_| forbidden())?;
        if !before.document_url.is_empty() {
            return Err(Fault::rule("The app is described by its own document; change it there."));
        }
        let new = AppUpdate {
            id: before.id,
            name: self.name.clone(),
            icon: self.icon.clone(),
            redirect_uris: uris.unwrap_or_else(|| before.redirect_uris.clone()),
            scope: self.scope.clone().unwrap_or_else(|| before.scope.clone()),
            auth_method: before.auth_method.clone(),
            grant_types: before.grant_types.clone(),
            metadata: before.metadata.clone(),
            resources: self.resources.clone().unwrap_or_else(|| before.resources.clone()),
            now: context.now,
        };
        context.update_oauth2_app(&before, &new).await?;
        narrow::narrow(context.tx(), new.id, &before.scope, &new.scope).await?;
        let app = context.oauth2_app(new.id).await?.ok_or(Fault::Hidden)?;
        Ok(Outcome::changed(app, entry(&before, &new)))
    }
}

/// The audit entry of a changed app.
pub(in crate::federation::oauth2) fn entry(before: &AppRecord, new: &AppUpdate) -> Entry {
    let diff = Diff::default()
        .field("name", before.name.as_str(), new.name.as_str())
        .field("icon", before.icon.as_str(), new.icon.as_str())
        .field("redirect_uris", before.redirect_uris.clone(), new.redirect_uris.clone())
        .field("scope", before.scope.as_str(), new.scope.as_str())
        .field("resources", before.resources.clone(), new.resources.clone());
    Entry::new(new.id, &new.name).diff(diff)
}
