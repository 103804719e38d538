//! Registering an app by hand.

use std::sync::Arc;
use strum::VariantArray as _;

use burgrave_api::operations;
use burgrave_core::authorization::Authorized;
use burgrave_core::ids::AppId;
use burgrave_core::oauth2::{AuthMethod, ClientType, GrantType};
use burgrave_store::{AppRecord, NewApp, Redacted};
use chrono::{DateTime, Utc};

use super::rules::{self, RedirectTargets};
use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;

/// Registers an app.
pub(crate) struct CreateApp {
    /// Name.
    pub(crate) name: String,
    /// Where answers may go.
    pub(crate) targets: RedirectTargets,
    /// Address of a picture.
    pub(crate) icon: String,
    /// What it may ask for.
    pub(crate) scope: String,
    /// Whether it can keep a secret.
    pub(crate) client_type: ClientType,
    /// The resources whose tokens it may ask about.
    pub(crate) resources: Vec<String>,
}

impl Command for CreateApp {
    type Actor = Arc<Caller>;
    type Output = AppRecord;

    fn audit(&self) -> Audit {
        operations::CREATE_OAUTH2_APP.into()
    }

    /// # Errors
    /// `Forbidden`, `Invalid`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<AppRecord>, Fault> {
        let uris = rules::check(&self.targets, Some(&self.scope), Some(&self.resources), true)?;
        let new = self.new_app(context.new_id.into(), uris.unwrap_or_default(), context.now);
        let forbidden = || Fault::Forbidden { detail: "You do not have permission to create apps.".into() };
        let new = Authorized::permit(&context.caller().subject, new).map_err(|_| forbidden())?;
        context.insert_oauth2_app(&new).await?;
        let app = context.oauth2_app(new.id).await?;
        let app = app.ok_or_else(|| Fault::Internal("the new app is gone".into()))?;
        Ok(Outcome::changed(app, entry(&new)))
    }
}

impl CreateApp {
    fn new_app(&self, id: AppId, redirect_uris: Vec<String>, now: DateTime<Utc>) -> NewApp {
        let method = match self.client_type {
            ClientType::Confidential => AuthMethod::Post,
            ClientType::Public => AuthMethod::None,
        };
        NewApp {
            id,
            name: self.name.clone(),
            icon: self.icon.clone(),
            redirect_uris,
            scope: self.scope.clone(),
            client_type: self.client_type.as_str().into(),
            auth_method: method.as_str().into(),
            grant_types: GrantType::VARIANTS.iter().map(|grant| grant.as_str().into()).collect(),
            metadata: String::new(),
            registration_prefix: String::new(),
            registration_hash: Redacted(Vec::new()),
            resources: self.resources.clone(),
            document_url: String::new(),
            now,
        }
    }
}

/// The audit entry of a new app.
pub(in crate::federation::oauth2) fn entry(new: &NewApp) -> Entry {
    let diff = Diff::default()
        .field("name", "", new.name.as_str())
        .field("icon", "", new.icon.as_str())
        .field("redirect_uris", Vec::<String>::new(), new.redirect_uris.clone())
        .field("scope", "", new.scope.as_str())
        .field("client_type", "", new.client_type.as_str())
        .field("resources", Vec::<String>::new(), new.resources.clone());
    Entry::new(new.id, &new.name).diff(diff)
}
