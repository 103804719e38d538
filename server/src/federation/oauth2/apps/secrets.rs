//! Secrets of an app.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Authorized, Object, Resource};
use burgrave_core::ids::{AppId, AppSecretId};
use burgrave_core::oauth2::Credential;
use burgrave_store::{AppRecord, AppSecretRecord, NewAppSecret, Reader, Redacted};
use chrono::{DateTime, Utc};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::federation::oauth2::client::is_public;

type Context = CommandContext<Arc<Caller>>;

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

/// Adds one more secret; gives its id.
pub(crate) struct CreateAppSecret {
    /// The app.
    pub(crate) app: AppId,
    /// The secret, which is shown only now.
    pub(crate) secret: Credential,
}

impl Command for CreateAppSecret {
    type Actor = Arc<Caller>;
    type Output = AppSecretId;

    fn audit(&self) -> Audit {
        operations::CREATE_OAUTH2_APP_SECRET.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` for a public client.
    async fn run(&self, context: &Context) -> Result<Outcome<AppSecretId>, Fault> {
        let app = owner(context, self.app).await?;
        let new = new_secret(context.new_id.into(), app.id, &self.secret, context.now, "");
        let new = Authorized::permit(&context.caller().subject, new).map_err(|_| forbidden())?;
        if is_public(&app) {
            return Err(Fault::rule("A public client can keep no secret."));
        }
        context.insert_oauth2_app_secret(&new).await?;
        Ok(Outcome::changed(new.id, entry(new.id, &app)))
    }
}

/// Deletes a secret with the tokens that were issued under it.
pub(crate) struct DeleteAppSecret {
    /// The app.
    pub(crate) app: AppId,
    /// The secret.
    pub(crate) secret: AppSecretId,
}

impl Command for DeleteAppSecret {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_OAUTH2_APP_SECRET.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` when it is another app's.
    async fn run(&self, context: &Context) -> Result<Outcome<()>, Fault> {
        let app = owner(context, self.app).await?;
        // Who may delete none learns nothing of any.
        if !context.caller().may(Action::Delete, &Object::site(Resource::Oauth2AppSecret)) {
            return Err(forbidden());
        }
        let found = context.oauth2_app_secret(self.secret).await?.ok_or(Fault::Hidden)?;
        if found.app_id != app.id {
            return Err(Fault::rule("App ID does not match secret app ID."));
        }
        let found = Authorized::permit(&context.caller().subject, found).map_err(|_| forbidden())?;
        context.delete_oauth2_app_secret(&found).await?;
        Ok(Outcome::changed((), entry(found.id, &app)))
    }
}

/// What is kept of a secret; `mark` stands before what lists show of it.
pub(in crate::federation::oauth2) fn new_secret(
    id: AppSecretId,
    app_id: AppId,
    secret: &Credential,
    now: DateTime<Utc>,
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

async fn owner(reader: &Reader, id: AppId) -> Result<AppRecord, Fault> {
    reader.oauth2_app(id).await?.ok_or(Fault::Hidden)
}

fn forbidden() -> Fault {
    Fault::Forbidden { detail: "You do not have permission to change secrets of apps.".into() }
}

fn entry(id: AppSecretId, app: &AppRecord) -> Entry {
    Entry::new(id, &app.name).diff(Diff::default().secret("client_secret"))
}
