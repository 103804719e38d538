//! A client reads, changes and deletes its registration (RFC 7592).

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::oauth2::registration::{ClientMetadata, accept};
use burgrave_core::oauth2::{Credential, ErrorCode, Refusal};
use burgrave_store::{AppRecord, AppUpdate, Reader};
use uuid::Uuid;

use crate::application::App;
use crate::application::command::{Anonymous, Audit, Command, CommandContext, Outcome};
use crate::fault::Fault;
use crate::federation::oauth2::apps::{deleted, narrow, updated};

/// Which client, and by what it proves that it is it.
#[derive(Clone)]
pub(crate) struct Registrant {
    /// The id in the path.
    pub(crate) client_id: String,
    /// The token of the header.
    pub(crate) token: String,
}

/// What the client registered.
///
/// # Errors
/// `Protocol`: `invalid_client_id` for what is no id, `invalid_token` for a wrong token and an unknown
/// client; `Refused` for an app that was made by hand.
pub(crate) async fn get(app: &App, who: Registrant) -> Result<AppRecord, Fault> {
    app.store().read(move |reader| async move { own(&reader, &who).await }).await
}

/// Replaces what the client registered.
pub(crate) struct UpdateClient {
    /// Which client.
    pub(crate) registrant: Registrant,
    /// What it says now, as far as rules look at it.
    pub(crate) asked: ClientMetadata,
    /// What else it says, as JSON.
    pub(crate) metadata: String,
}

impl Command for UpdateClient {
    type Actor = Anonymous;
    type Output = AppRecord;

    fn audit(&self) -> Audit {
        operations::UPDATE_OAUTH2_CLIENT.into()
    }

    /// # Errors
    /// As [`get`], and `Protocol` for what breaks a rule.
    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<AppRecord>, Fault> {
        let before = Authorized::automatic(Automatic::Client, own(context, &self.registrant).await?);
        let accepted = accept(&self.asked).map_err(Fault::Protocol)?;
        if accepted.client_type.as_str() != before.client_type {
            let why = "Whether a client can keep a secret can not be changed";
            return Err(Fault::Protocol(Refusal::new(ErrorCode::InvalidClientMetadata, why)));
        }
        let new = AppUpdate {
            id: before.id,
            name: accepted.name,
            icon: before.icon.clone(),
            redirect_uris: self.asked.redirect_uris.clone(),
            scope: accepted.scope,
            auth_method: accepted.auth_method.as_str().into(),
            grant_types: accepted.grant_types.iter().map(|grant| grant.as_str().into()).collect(),
            metadata: self.metadata.clone(),
            resources: before.resources.clone(),
            now: context.now,
        };
        context.update_oauth2_app(&before, &new).await?;
        narrow::narrow(context.tx(), new.id, &before.scope, &new.scope).await?;
        let app = context.oauth2_app(before.id).await?;
        let app = app.ok_or_else(|| Fault::Internal("the changed client is gone".into()))?;
        Ok(Outcome::changed(app, updated(&before, &new)))
    }
}

/// Deletes the client with all that was issued to it.
pub(crate) struct DeleteClient {
    /// Which client.
    pub(crate) registrant: Registrant,
}

impl Command for DeleteClient {
    type Actor = Anonymous;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_OAUTH2_CLIENT.into()
    }

    /// # Errors
    /// As [`get`].
    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<()>, Fault> {
        let before = Authorized::automatic(Automatic::Client, own(context, &self.registrant).await?);
        context.delete_oauth2_app(&before).await?;
        Ok(Outcome::changed((), deleted(&before)))
    }
}

async fn own(reader: &Reader, who: &Registrant) -> Result<AppRecord, Fault> {
    let refused =
        || Fault::Protocol(Refusal::new(ErrorCode::InvalidToken, "The registration access token is invalid"));
    let id = Uuid::try_parse(&who.client_id).map_err(|_| {
        Fault::Protocol(Refusal::new(ErrorCode::InvalidClientId, "The client id must be a UUID"))
    })?;
    let app = reader.oauth2_app(id.into()).await?.ok_or_else(refused)?;
    if app.registration_prefix.is_empty() {
        return Err(Fault::NotRegistered);
    }
    let shown = Credential::parse(&who.token).ok_or_else(refused)?;
    if shown.prefix != app.registration_prefix || !shown.matches(&app.registration_hash.0) {
        return Err(refused());
    }
    Ok(app)
}
