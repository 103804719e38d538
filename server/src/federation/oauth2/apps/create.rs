//! Registering an app by hand.

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_core::ids::AppId;
use burgrave_core::oauth2::{AuthMethod, ClientType, GrantType};
use burgrave_store::{AppRecord, NewApp, Redacted, Tx};

use super::rules::{self, Places};
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App};
use crate::fault::Fault;

/// What a new app is given.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Name.
    pub(crate) name: String,
    /// Where answers may go.
    pub(crate) places: Places,
    /// Address of a picture.
    pub(crate) icon: String,
    /// What it may ask for.
    pub(crate) scope: String,
    /// Whether it can keep a secret.
    pub(crate) client_type: ClientType,
}

/// Registers an app.
///
/// # Errors
/// `Forbidden`, `Invalid`.
pub(crate) async fn create(app: &App, context: ActionContext, wanted: Wanted) -> Result<AppRecord, Fault> {
    let uris = rules::check(wanted.places.clone(), Some(&wanted.scope), true)?.unwrap_or_default();
    let new = new_app(app.new_id(), wanted, uris, &context);
    app.store()
        .write(move |tx| {
            let (context, new) = (context.clone(), new.clone());
            async move { insert(&tx, &context, &new).await }
        })
        .await
}

fn new_app(id: AppId, wanted: Wanted, redirect_uris: Vec<String>, context: &ActionContext) -> NewApp {
    let method = match wanted.client_type {
        ClientType::Confidential => AuthMethod::Post,
        ClientType::Public => AuthMethod::None,
    };
    NewApp {
        id,
        name: wanted.name,
        icon: wanted.icon,
        redirect_uris,
        scope: wanted.scope,
        client_type: wanted.client_type.as_str().into(),
        auth_method: method.as_str().into(),
        grant_types: GrantType::ALL.iter().map(|grant| grant.as_str().into()).collect(),
        metadata: String::new(),
        registration_prefix: String::new(),
        registration_hash: Redacted(Vec::new()),
        now: context.now,
    }
}

async fn insert(tx: &Tx, context: &ActionContext, new: &NewApp) -> Result<AppRecord, Fault> {
    let caller = context.caller.reload(tx).await?;
    if !caller.may(Action::Create, &Object::site(Resource::Oauth2App)) {
        return Err(Fault::Forbidden { detail: "You do not have permission to create apps.".into() });
    }
    tx.insert_oauth2_app(new).await?;
    audit::record(tx, context, entry(new, 201)).await?;
    tx.oauth2_app(new.id).await?.ok_or_else(|| Fault::Internal("the new app is gone".into()))
}

/// The audit entry of a new app.
pub(in crate::federation::oauth2) fn entry(new: &NewApp, status: u16) -> Changed {
    let diff = Diff::default()
        .field("name", "", new.name.as_str())
        .field("icon", "", new.icon.as_str())
        .field("redirect_uris", Vec::<String>::new(), new.redirect_uris.clone())
        .field("scope", "", new.scope.as_str())
        .field("client_type", "", new.client_type.as_str());
    Changed {
        resource: "oauth2_provider_app",
        action: "create",
        id: new.id.into(),
        target: new.name.clone(),
        organization: None,
        diff,
        status,
    }
}
