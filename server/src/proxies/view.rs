//! A proxy as people see it.

use burgrave_core::proxies::{PRIMARY, ProxyHealth};
use burgrave_store::WorkspaceProxyRecord;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::primary::Look;
use crate::application::App;

/// A proxy, the primary one among them.
#[allow(missing_docs, reason = "the specification says it")]
pub(crate) struct ProxyView {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) display_name: String,
    pub(crate) icon: String,
    pub(crate) url: String,
    pub(crate) wildcard_hostname: String,
    pub(crate) derp_enabled: bool,
    pub(crate) derp_only: bool,
    pub(crate) health: ProxyHealth,
    pub(crate) errors: Vec<String>,
    pub(crate) warnings: Vec<String>,
    pub(crate) checked_at: DateTime<Utc>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) version: String,
}

/// A proxy as the database has it.
pub(crate) enum Kept {
    /// The server itself: how it looks.
    Primary(Look),
    /// Another one.
    Proxy(Box<WorkspaceProxyRecord>),
}

impl Kept {
    /// As people see it.
    pub(crate) fn view(self, app: &App) -> ProxyView {
        match self {
            Self::Primary(look) => ProxyView::primary(app, look),
            Self::Proxy(record) => (*record).into(),
        }
    }
}

impl ProxyView {
    /// The server itself, which answers and so is healthy.
    fn primary(app: &App, look: Look) -> Self {
        let (settings, now) = (app.settings(), app.now());
        Self {
            id: settings.deployment_id,
            name: PRIMARY.into(),
            display_name: look.display_name,
            icon: look.icon,
            url: settings.access_url().into(),
            wildcard_hostname: String::new(),
            derp_enabled: false,
            derp_only: false,
            health: ProxyHealth::Ok,
            errors: Vec::new(),
            warnings: Vec::new(),
            checked_at: now,
            created_at: now,
            updated_at: now,
            version: settings.versions.told.clone(),
        }
    }
}

impl From<WorkspaceProxyRecord> for ProxyView {
    fn from(of: WorkspaceProxyRecord) -> Self {
        let display_name = if of.display_name.is_empty() { of.name.clone() } else { of.display_name };
        Self {
            id: of.id.into(),
            name: of.name,
            display_name,
            icon: of.icon,
            url: of.url,
            wildcard_hostname: of.wildcard_hostname,
            derp_enabled: of.derp_enabled,
            derp_only: of.derp_only,
            health: ProxyHealth::read(&of.health),
            errors: of.errors,
            warnings: of.warnings,
            checked_at: of.checked_at.unwrap_or(of.updated_at),
            created_at: of.created_at,
            updated_at: of.updated_at,
            version: of.version,
        }
    }
}
