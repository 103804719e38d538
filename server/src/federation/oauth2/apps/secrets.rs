//! Secrets of an app.

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_core::ids::{AppId, AppSecretId};
use burgrave_core::oauth2::Credential;
use burgrave_store::{AppRecord, AppSecretRecord, NewAppSecret, Reader, Redacted, Tx};

use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, Caller};
use crate::fault::Fault;
use crate::federation::oauth2::client::is_public;

/// The secrets of an app, oldest first.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn list(app: &App, id: AppId) -> Result<Vec<AppSecretRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            owner(&reader, id).await?;
            Ok(reader.oauth2_app_secrets(id).await?)
        })
        .await
}

/// Makes one more secret and gives its id and itself, which is shown only now.
///
/// # Errors
/// `Hidden`, `Forbidden`; `BrokenRule` for a public client.
pub(crate) async fn create(
    app: &App,
    context: ActionContext,
    id: AppId,
) -> Result<(AppSecretId, String), Fault> {
    let secret = Credential::generate(app.entropy());
    let new = new_secret(app.new_id(), id, &secret, context.now, "");
    let made = new.id;
    app.store()
        .write(move |tx| {
            let (context, new) = (context.clone(), new.clone());
            async move { insert(&tx, &context, &new).await }
        })
        .await?;
    Ok((made, secret.reveal()))
}

/// What is kept of a secret; `mark` stands before what lists show of it.
pub(in crate::federation::oauth2) fn new_secret(
    id: AppSecretId,
    app_id: AppId,
    secret: &Credential,
    now: chrono::DateTime<chrono::Utc>,
    mark: &str,
) -> NewAppSecret {
    NewAppSecret {
        id,
        app_id,
        prefix: secret.prefix.clone(),
        hashed_secret: Redacted(secret.hash().to_vec()),
        shown: format!("{mark}{}", secret.shown()),
        now,
    }
}

async fn insert(tx: &Tx, context: &ActionContext, new: &NewAppSecret) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let app = owner(tx, new.app_id).await?;
    check(&caller, Action::Create)?;
    if is_public(&app) {
        return Err(Fault::rule("A public client can keep no secret."));
    }
    tx.insert_oauth2_app_secret(new).await?;
    let changed = entry("create", new.id, &app, Diff::default().secret("client_secret"), 201);
    Ok(audit::record(tx, context, changed).await?)
}

/// Deletes a secret with the tokens that were issued under it.
///
/// # Errors
/// `Hidden`, `Forbidden`; `BrokenRule` when it is another app's.
pub(crate) async fn delete(
    app: &App,
    context: ActionContext,
    id: AppId,
    secret: AppSecretId,
) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let context = context.clone();
            async move { remove(&tx, &context, id, secret).await }
        })
        .await
}

async fn remove(tx: &Tx, context: &ActionContext, id: AppId, secret: AppSecretId) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let app = owner(tx, id).await?;
    check(&caller, Action::Delete)?;
    let found = tx.oauth2_app_secret(secret).await?.ok_or(Fault::Hidden)?;
    if found.app_id != app.id {
        return Err(Fault::rule("App ID does not match secret app ID."));
    }
    tx.delete_oauth2_app_secret(secret).await?;
    let changed = entry("delete", secret, &app, Diff::default().secret("client_secret"), 204);
    Ok(audit::record(tx, context, changed).await?)
}

async fn owner(reader: &Reader, id: AppId) -> Result<AppRecord, Fault> {
    reader.oauth2_app(id).await?.ok_or(Fault::Hidden)
}

fn check(caller: &Caller, action: Action) -> Result<(), Fault> {
    if caller.may(action, &Object::site(Resource::Oauth2AppSecret)) {
        return Ok(());
    }
    Err(Fault::Forbidden { detail: "You do not have permission to change secrets of apps.".into() })
}

fn entry(action: &'static str, id: AppSecretId, app: &AppRecord, diff: Diff, status: u16) -> Changed {
    Changed {
        resource: "oauth2_provider_app_secret",
        action,
        id: id.into(),
        target: app.name.clone(),
        organization: None,
        diff,
        status,
    }
}
