//! Clients whose id is the address of a document about them (OAuth Client ID Metadata Document): read when
//! somebody is asked to let one in, and kept for a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::oauth2::document::{self, Document, MOST_BYTES};
use burgrave_core::oauth2::{AuthMethod, ClientType, ErrorCode, Refusal};
use burgrave_store::{AppRecord, AppUpdate, NewApp, Redacted, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use url::Url;

use super::apps::narrow;
use super::settings;
use crate::application::App;
use crate::fault::Fault;
use crate::outgoing::{Outgoing, OutgoingSettings};

/// How long a document is taken as it was read.
const FRESH_FOR: TimeDelta = TimeDelta::minutes(5);
/// How long an address at which there was no document isn't asked again.
const AWAY_FOR: TimeDelta = TimeDelta::minutes(1);
/// How many documents are remembered at most.
const MOST: usize = 256;

/// The documents that were read lately.
pub(crate) struct Documents {
    outgoing: Outgoing,
    known: Mutex<HashMap<Url, CachedDocument>>,
}

struct CachedDocument {
    read: Result<Arc<ClientDocument>, Refusal>,
    until: DateTime<Utc>,
}

impl Documents {
    /// None were read yet.
    ///
    /// # Errors
    /// The system gives no way to others.
    pub(crate) fn new(settings: &OutgoingSettings) -> std::io::Result<Self> {
        Ok(Self { outgoing: Outgoing::new(settings)?, known: Mutex::default() })
    }

    /// The address that a client id is; none when it is none, or when such clients aren't taken here.
    ///
    /// # Errors
    /// The storage's.
    pub(super) async fn address(&self, app: &App, client_id: &str) -> Result<Option<Url>, Fault> {
        let Some(address) = document::address(client_id) else { return Ok(None) };
        if !settings::get(app).await?.documents {
            return Err(Fault::Protocol(Refusal::client()));
        }
        Ok(Some(address))
    }

    /// What the client at this address says about itself.
    ///
    /// # Errors
    /// `Protocol`: `invalid_client_metadata` when there is no such document, or it breaks a rule.
    pub(crate) async fn get(&self, app: &App, address: &Url) -> Result<Arc<ClientDocument>, Fault> {
        let now = app.now();
        if let Some(known) = self.known(address, now) {
            return known.map_err(Fault::Protocol);
        }
        let read = self.read(address).await;
        let lasts = if read.is_ok() { FRESH_FOR } else { AWAY_FOR };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, one| one.until > now);
        }
        if known.len() < MOST {
            known.insert(address.clone(), CachedDocument { read: read.clone(), until: now + lasts });
        }
        read.map_err(Fault::Protocol)
    }

    /// The document of a client id, if it is the address of one.
    ///
    /// # Errors
    /// As [`Documents::get`].
    pub(crate) async fn of(&self, app: &App, client_id: &str) -> Result<Option<Arc<ClientDocument>>, Fault> {
        match self.address(app, client_id).await? {
            Some(address) => Ok(Some(self.get(app, &address).await?)),
            None => Ok(None),
        }
    }

    fn known(&self, address: &Url, now: DateTime<Utc>) -> Option<Result<Arc<ClientDocument>, Refusal>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(address).filter(|known| known.until > now).map(|known| known.read.clone())
    }

    async fn read(&self, address: &Url) -> Result<Arc<ClientDocument>, Refusal> {
        let text = self.outgoing.get(address.clone(), MOST_BYTES).await.map_err(|fault| {
            let why = format!("The client at {address} can't be read: {fault}");
            Refusal::new(ErrorCode::InvalidClientMetadata, why)
        })?;
        let document = document::read(address, &text)?;
        Ok(Arc::new(ClientDocument { address: address.clone(), document }))
    }
}

/// What a client says about itself.
pub(crate) struct ClientDocument {
    address: Url,
    document: Document,
}

impl ClientDocument {
    /// The client as an app that is kept under this address.
    pub(super) fn app(&self, now: DateTime<Utc>) -> AppRecord {
        let NewApp { id, name, icon, redirect_uris, scope, client_type, auth_method, grant_types, .. } =
            self.new_app(now);
        AppRecord {
            id,
            name,
            icon,
            redirect_uris,
            scope,
            client_type,
            auth_method,
            grant_types,
            metadata: self.metadata(),
            registration_prefix: String::new(),
            registration_hash: Redacted(Vec::new()),
            created_at: now,
            updated_at: now,
            resources: Vec::new(),
            document_url: self.address.as_str().to_owned(),
        }
    }

    /// Stores the client as its document describes it now, when a person authorizes it.
    ///
    /// # Errors
    /// The storage's.
    pub(super) async fn keep(&self, tx: &Tx, now: DateTime<Utc>) -> Result<(), Fault> {
        let new = self.new_app(now);
        let Some(before) = tx.oauth2_app(new.id).await? else {
            return Ok(tx.insert_oauth2_app(&Authorized::automatic(Automatic::Client, new)).await?);
        };
        let after = AppUpdate {
            id: new.id,
            name: new.name,
            icon: new.icon,
            redirect_uris: new.redirect_uris,
            scope: new.scope,
            auth_method: new.auth_method,
            grant_types: new.grant_types,
            metadata: new.metadata,
            resources: Vec::new(),
            now,
        };
        if is_same(&before, &after) {
            return Ok(());
        }
        let before = Authorized::automatic(Automatic::Client, before);
        tx.update_oauth2_app(&before, &after).await?;
        narrow::narrow(tx, after.id, &before.scope, &after.scope).await
    }

    fn new_app(&self, now: DateTime<Utc>) -> NewApp {
        let Document { asked, accepted } = &self.document;
        NewApp {
            id: document::app_id(&self.address).into(),
            name: accepted.name.clone(),
            icon: String::new(),
            redirect_uris: asked.redirect_uris.clone(),
            scope: accepted.scope.clone(),
            client_type: ClientType::Public.as_str().into(),
            auth_method: AuthMethod::None.as_str().into(),
            grant_types: accepted.grant_types.iter().map(|grant| grant.as_str().into()).collect(),
            metadata: self.metadata(),
            registration_prefix: String::new(),
            registration_hash: Redacted(Vec::new()),
            resources: Vec::new(),
            document_url: self.address.as_str().to_owned(),
            now,
        }
    }

    fn metadata(&self) -> String {
        let pages = self.document.asked.pages.iter();
        let mut said: Map<String, Value> =
            pages.map(|(name, page)| ((*name).to_owned(), page.clone().into())).collect();
        let algorithm = self.document.accepted.id_token_alg.as_str();
        said.insert("id_token_signed_response_alg".into(), algorithm.into());
        Value::Object(said).to_string()
    }
}

fn is_same(before: &AppRecord, after: &AppUpdate) -> bool {
    before.name == after.name
        && before.redirect_uris == after.redirect_uris
        && before.scope == after.scope
        && before.grant_types == after.grant_types
        && before.metadata == after.metadata
}
