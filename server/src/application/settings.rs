//! What the operator and the tests decide about the application.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use burgrave_core::licensing::Feature;
use chrono::TimeDelta;
use url::Url;

use super::Lifetimes;
use crate::config::{Governance, OidcSync, RateLimits, SharedSecrets, ShownSetting, SshSettings, Versions};

/// A key's and a user's last use are written this often at most.
pub(crate) const USE_IS_NOTED_EVERY: TimeDelta = TimeDelta::hours(1);

/// How many jobs may wait for a daemon; none = any number.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct QueueLimits {
    /// Of one person in one organization.
    pub(crate) per_user: Option<u32>,
    /// Of one organization.
    pub(crate) per_organization: Option<u32>,
}

/// What clients are told of the deployment. It holds no secret.
#[derive(Debug, Clone)]
pub(crate) struct DeploymentSettings {
    /// The address that the operator wrote; its port may be 0.
    pub(crate) address: std::net::SocketAddr,
    /// Whether apps may get tokens for people.
    pub(crate) oauth2_provider: bool,
    /// Daemons in this process.
    pub(crate) daemons: u16,
    /// What belongs into SSH configurations.
    pub(crate) ssh: SshSettings,
    /// Every setting.
    pub(crate) shown: Vec<ShownSetting>,
}

/// Settings of the application. They hold a secret, so that they can't be printed.
#[derive(Clone)]
pub(crate) struct AppSettings {
    /// Features that are off, whatever licences say.
    pub(crate) features_off: BTreeSet<Feature>,
    /// Licences, quiet hours, links and notifications.
    pub(crate) governance: Governance,
    /// Whether the operator has set keys for secrets.
    pub(crate) encrypts_tokens: bool,
    /// Whether people may rename workspaces.
    pub(crate) workspace_renames: bool,
    /// Whether builds may log everything that their provisioner says.
    pub(crate) debug_builds: bool,
    /// Requests a minute.
    pub(crate) rates: RateLimits,
    /// What the first user's creation needs, if it needs anything.
    pub(crate) setup_token: Option<String>,
    /// Whether people may log in with a password.
    pub(crate) password_login: bool,
    /// Whether people may log in through an identity provider.
    pub(crate) provider_login: bool,
    /// Whether a session that is used lasts longer.
    pub(crate) sliding_sessions: bool,
    /// How long entries of the audit log are kept; none = without limit.
    pub(crate) audit_retention: Option<TimeDelta>,
    /// How long sessions and tokens live.
    pub(crate) lifetimes: Lifetimes,
    /// After how long without a request an active user becomes dormant; absent = never.
    pub(crate) dormant_after: Option<TimeDelta>,
    /// How many jobs may wait.
    pub(crate) queue: QueueLimits,
    /// Whether the access URL is https: cookies are Secure.
    pub(crate) secure_cookies: bool,
    /// The access URL, without a slash at its end; given once the server listens, because the port is known
    /// only then.
    pub(crate) access_url: Arc<OnceLock<String>>,
    /// Keys of SCIM; without one it is off.
    pub(crate) scim_keys: SharedSecrets,
    /// Secrets of all daemons of the default organization on other machines.
    pub(crate) daemon_psk: SharedSecrets,
    /// How long a refresh token of an app lasts.
    pub(crate) refresh_lifetime: TimeDelta,
    /// The versions that answers have.
    pub(crate) versions: Versions,
    /// Web page about this software, where the operator names one.
    pub(crate) external_url: Option<Url>,
    /// What claims of the identity provider become until administrators decide it.
    pub(crate) oidc_sync: Arc<OidcSync>,
    /// What clients are told of the deployment.
    pub(crate) deployment: Arc<DeploymentSettings>,
    /// Identity of the deployment.
    pub(crate) deployment_id: uuid::Uuid,
    /// Identity of this process among those on the same database; new at each start.
    pub(crate) replica_id: uuid::Uuid,
}

impl AppSettings {
    /// Where clients link to for this software.
    pub(crate) fn external_url(&self) -> String {
        self.external_url.as_ref().map_or_else(|| format!("{}/", self.access_url()), Url::to_string)
    }

    /// Where people find documentation.
    pub(crate) fn docs_url(&self) -> String {
        self.governance.docs_url.as_ref().map_or_else(|| self.external_url(), Url::to_string)
    }

    /// The access URL, without a slash at its end; empty until the server listens.
    pub(crate) fn access_url(&self) -> &str {
        self.access_url.get().map_or("", String::as_str)
    }
}
