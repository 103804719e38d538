//! Changing an app.

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_core::ids::AppId;
use burgrave_store::{AppRecord, AppUpdate, Tx};

use super::rules::{self, Places};
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App};
use crate::fault::Fault;

/// An app as it shall be.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Name.
    pub(crate) name: String,
    /// Where answers may go; stays where nothing is said.
    pub(crate) places: Places,
    /// Address of a picture; empty where nothing is said.
    pub(crate) icon: String,
    /// What it may ask for; stays where nothing is said.
    pub(crate) scope: Option<String>,
}

/// Changes an app.
///
/// # Errors
/// `Hidden`, `Forbidden`, `Invalid`.
pub(crate) async fn update(
    app: &App,
    context: ActionContext,
    id: AppId,
    wanted: Wanted,
) -> Result<AppRecord, Fault> {
    let uris = rules::check(wanted.places.clone(), wanted.scope.as_deref(), false)?;
    app.store()
        .write(move |tx| {
            let (context, wanted, uris) = (context.clone(), wanted.clone(), uris.clone());
            async move { change(&tx, &context, id, wanted, uris).await }
        })
        .await
}

async fn change(
    tx: &Tx,
    context: &ActionContext,
    id: AppId,
    wanted: Wanted,
    uris: Option<Vec<String>>,
) -> Result<AppRecord, Fault> {
    let caller = context.caller.reload(tx).await?;
    let before = tx.oauth2_app(id).await?.ok_or(Fault::Hidden)?;
    if !caller.may(Action::Update, &Object::site(Resource::Oauth2App)) {
        return Err(Fault::Forbidden { detail: "You do not have permission to change apps.".into() });
    }
    let new = AppUpdate {
        id,
        name: wanted.name,
        icon: wanted.icon,
        redirect_uris: uris.unwrap_or_else(|| before.redirect_uris.clone()),
        scope: wanted.scope.unwrap_or_else(|| before.scope.clone()),
        auth_method: before.auth_method.clone(),
        grant_types: before.grant_types.clone(),
        metadata: before.metadata.clone(),
        now: context.now,
    };
    tx.update_oauth2_app(&new).await?;
    audit::record(tx, context, entry(&before, &new)).await?;
    tx.oauth2_app(id).await?.ok_or(Fault::Hidden)
}

/// The audit entry of a changed app.
pub(in crate::federation::oauth2) fn entry(before: &AppRecord, new: &AppUpdate) -> Changed {
    let diff = Diff::default()
        .field("name", before.name.as_str(), new.name.as_str())
        .field("icon", before.icon.as_str(), new.icon.as_str())
        .field("redirect_uris", before.redirect_uris.clone(), new.redirect_uris.clone())
        .field("scope", before.scope.as_str(), new.scope.as_str());
    Changed {
        resource: "oauth2_provider_app",
        action: "write",
        id: new.id.into(),
        target: new.name.clone(),
        organization: None,
        diff,
        status: 200,
    }
}
