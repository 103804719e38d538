//! A client reads, changes and deletes its registration (RFC 7592).

use burgrave_core::oauth2::registration::{Asked, accept};
use burgrave_core::oauth2::{Credential, ErrorCode, Refusal};
use burgrave_store::{AppRecord, AppUpdate, Reader, Tx};
use uuid::Uuid;

use crate::application::audit;
use crate::application::{App, AuditContext};
use crate::fault::Fault;
use crate::federation::oauth2::apps;

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
/// `Protocol`: `invalid_client_id` for what is no id, `invalid_token` for a wrong token and an unknown client;
/// `Refused` for an app that was made by hand.
pub(crate) async fn get(app: &App, who: Registrant) -> Result<AppRecord, Fault> {
    app.store().read(move |reader| async move { own(&reader, &who).await }).await
}

/// Replaces what the client registered; `metadata` is what else it says, as JSON.
///
/// # Errors
/// As [`get`], and `Protocol` for what breaks a rule.
pub(crate) async fn update(
    app: &App,
    audit_context: AuditContext,
    who: Registrant,
    asked: Asked,
    metadata: String,
) -> Result<AppRecord, Fault> {
    app.store()
        .write(move |tx| {
            let (audit_context, who, asked, metadata) =
                (audit_context.clone(), who.clone(), asked.clone(), metadata.clone());
            async move { change(&tx, &audit_context, &who, asked, metadata).await }
        })
        .await
}

/// Deletes the client with all that was issued to it.
///
/// # Errors
/// As [`get`].
pub(crate) async fn delete(app: &App, audit_context: AuditContext, who: Registrant) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let (audit_context, who) = (audit_context.clone(), who.clone());
            async move { remove(&tx, &audit_context, &who).await }
        })
        .await
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

async fn change(
    tx: &Tx,
    audit_context: &AuditContext,
    who: &Registrant,
    asked: Asked,
    metadata: String,
) -> Result<AppRecord, Fault> {
    let before = own(tx, who).await?;
    let accepted = accept(&asked).map_err(Fault::Protocol)?;
    if accepted.client_type.as_str() != before.client_type {
        let why = "Whether a client can keep a secret can not be changed";
        return Err(Fault::Protocol(Refusal::new(ErrorCode::InvalidClientMetadata, why)));
    }
    let new = AppUpdate {
        id: before.id,
        name: accepted.name,
        icon: before.icon.clone(),
        redirect_uris: asked.redirect_uris,
        scope: asked.scope,
        auth_method: accepted.auth_method.as_str().into(),
        grant_types: accepted.grant_types.iter().map(|grant| grant.as_str().into()).collect(),
        metadata,
        now: audit_context.now,
    };
    tx.update_oauth2_app(&new).await?;
    audit::write(tx, audit_context, None, apps::update::entry(&before, &new)).await?;
    tx.oauth2_app(before.id).await?.ok_or_else(|| Fault::Internal("the changed client is gone".into()))
}

async fn remove(tx: &Tx, audit_context: &AuditContext, who: &Registrant) -> Result<(), Fault> {
    let before = own(tx, who).await?;
    tx.delete_oauth2_app(before.id).await?;
    Ok(audit::write(tx, audit_context, None, apps::delete::entry(&before)).await?)
}
