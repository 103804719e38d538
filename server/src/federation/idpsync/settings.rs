//! The settings of one organization: groups and roles.

use std::sync::Arc;

use burgrave_core::authorization::Action;
use burgrave_store::Tx;

use super::permitted;
use super::stored::{self, OfOrganization};
use crate::application::audit::{self, Changed};
use crate::application::{ActionContext, App, Caller};
use crate::config::OidcSync;
use crate::fault::Fault;

/// A change of settings, which may run again after a conflict.
pub(crate) type Edit<S> = Arc<dyn Fn(&mut S) + Send + Sync>;

/// The settings of the organization that `written` names.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn get<S: OfOrganization>(
    app: &App,
    caller: Arc<Caller>,
    written: String,
) -> Result<S, Fault> {
    let defaults = app.settings().oidc_sync.clone();
    app.store()
        .read(move |reader| async move {
            let organization = permitted::organization(&reader, &caller, &written, Action::Read).await?;
            stored::of(&reader, organization.id, &defaults).await
        })
        .await
}

/// Changes the settings of the organization that `written` names, and gives what they are now.
///
/// # Errors
/// `Hidden`; `Forbidden` also for those who may not give by hand what the settings give; `Invalid` for what can't be kept.
pub(crate) async fn change<S: OfOrganization>(
    app: &App,
    context: ActionContext,
    written: String,
    edit: Edit<S>,
) -> Result<S, Fault> {
    let defaults = app.settings().oidc_sync.clone();
    app.store()
        .write(move |tx| {
            let (context, written, edit) = (context.clone(), written.clone(), edit.clone());
            let defaults = defaults.clone();
            async move { apply(&tx, &context, &written, &edit, &defaults).await }
        })
        .await
}

async fn apply<S: OfOrganization>(
    tx: &Tx,
    context: &ActionContext,
    written: &str,
    edit: &Edit<S>,
    defaults: &OidcSync,
) -> Result<S, Fault> {
    let caller = context.caller.reload(tx).await?;
    let organization = permitted::organization(tx, &caller, written, Action::Update).await?;
    let before: S = stored::of(tx, organization.id, defaults).await?;
    let mut after = before.clone();
    edit(&mut after);
    after.permit(tx, &caller, organization.id, &before).await?;
    stored::keep(tx, organization.id, &after, context.now).await?;
    let changed = Changed {
        resource: S::RESOURCE,
        action: "write",
        id: organization.id.into(),
        target: S::TITLE.into(),
        organization: Some(organization.id),
        diff: before.diff(&after),
        status: 200,
    };
    audit::record(tx, context, changed).await?;
    Ok(after)
}
