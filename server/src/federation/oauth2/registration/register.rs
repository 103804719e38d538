//! A client registers itself.

use burgrave_core::ids::AppId;
use burgrave_core::oauth2::registration::{Accepted, Asked, accept};
use burgrave_core::oauth2::{ClientType, Credential};
use burgrave_store::{AppRecord, NewApp, NewAppSecret, Redacted, Tx};

use crate::application::audit;
use crate::application::{App, AuditContext};
use crate::fault::Fault;
use crate::federation::oauth2::apps::create::entry;
use crate::federation::oauth2::apps::secrets::new_secret;
use crate::federation::oauth2::settings;

/// What stands before the end of a secret that nobody made by hand.
const MARK: &str = "********";

/// A new client, with what is shown only now.
pub(crate) struct Registered {
    /// The app.
    pub(crate) app: AppRecord,
    /// Its secret; a public client has none.
    pub(crate) secret: Option<String>,
    /// By which it manages its registration.
    pub(crate) token: String,
}

/// Registers a client; `metadata` is what else it says, as JSON.
///
/// # Errors
/// `Forbidden` while that is off; `Protocol` for what breaks a rule.
pub(crate) async fn register(
    app: &App,
    audit_context: AuditContext,
    asked: Asked,
    metadata: String,
) -> Result<Registered, Fault> {
    if !settings::get(app).await? {
        return Err(off());
    }
    let accepted = accept(&asked).map_err(Fault::Protocol)?;
    let (id, now) = (app.new_id(), audit_context.now);
    let token = Credential::generate(app.entropy());
    let secret =
        (accepted.client_type == ClientType::Confidential).then(|| Credential::generate(app.entropy()));
    let kept = secret.as_ref().map(|secret| new_secret(app.new_id(), id, secret, now, MARK));
    let new = new_app(id, asked, accepted, metadata, &token, &audit_context);
    let app = app
        .store()
        .write(move |tx| {
            let (audit_context, new, kept) = (audit_context.clone(), new.clone(), kept.clone());
            async move { insert(&tx, &audit_context, &new, kept.as_ref()).await }
        })
        .await?;
    Ok(Registered { app, secret: secret.map(|secret| secret.reveal()), token: token.reveal() })
}

fn off() -> Fault {
    Fault::Forbidden { detail: "Clients can't register themselves here; ask an owner.".into() }
}

fn new_app(
    id: AppId,
    asked: Asked,
    accepted: Accepted,
    metadata: String,
    token: &Credential,
    audit_context: &AuditContext,
) -> NewApp {
    NewApp {
        id,
        name: accepted.name,
        icon: String::new(),
        redirect_uris: asked.redirect_uris,
        scope: asked.scope,
        client_type: accepted.client_type.as_str().into(),
        auth_method: accepted.auth_method.as_str().into(),
        grant_types: accepted.grant_types.iter().map(|grant| grant.as_str().into()).collect(),
        metadata,
        registration_prefix: token.prefix.clone(),
        registration_hash: Redacted(token.hash().to_vec()),
        now: audit_context.now,
    }
}

async fn insert(
    tx: &Tx,
    audit_context: &AuditContext,
    new: &NewApp,
    secret: Option<&NewAppSecret>,
) -> Result<AppRecord, Fault> {
    if !settings::registration_is_on(tx).await? {
        return Err(off());
    }
    tx.insert_oauth2_app(new).await?;
    if let Some(secret) = secret {
        tx.insert_oauth2_app_secret(secret).await?;
    }
    let mut changed = entry(new, 201);
    changed.action = "register";
    audit::write(tx, audit_context, None, changed).await?;
    tx.oauth2_app(new.id).await?.ok_or_else(|| Fault::Internal("the new client is gone".into()))
}
