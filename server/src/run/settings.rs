//! What each part of the server gets from the configuration.

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use burgrave_store::Settings as StoreSettings;
use chrono::TimeDelta;

use super::foundation::Foundation;
use super::tasks::Timed;
use super::{Parts, confinement};
use crate::application::{AppSettings, DeploymentSettings, Lifetimes, QueueLimits};
use crate::config::{Config, Database, Versions};
use crate::outgoing::OutgoingSettings;
use crate::provisioning::daemons::MachineSettings;

/// The settings of the application. Its own address is given once the server listens.
pub(super) fn of_application(
    config: &Config,
    parts: &Parts,
    foundation: &Foundation,
    https: bool,
    setup_token: Option<String>,
) -> AppSettings {
    AppSettings {
        features_off: parts.disabled_features.iter().filter_map(|name| name.parse().ok()).collect(),
        governance: config.governance.clone(),
        encrypts_tokens: !config.encryption_keys.0.is_empty(),
        workspace_renames: config.workspace_renames,
        debug_builds: config.debug_builds,
        rates: config.limits.rates,
        setup_token,
        password_login: config.password_login,
        provider_login: config.oidc.is_some(),
        sliding_sessions: config.sliding_sessions,
        // A time that overflows counts as unlimited.
        audit_retention: config.audit_retention.and_then(|kept| TimeDelta::from_std(kept).ok()),
        lifetimes: lifetimes(config),
        dormant_after: config.dormant_after.map(delta),
        queue: QueueLimits {
            per_user: config.max_waiting_jobs_per_user.map(NonZeroU32::get),
            per_organization: config.max_waiting_jobs_per_organization.map(NonZeroU32::get),
        },
        secure_cookies: https,
        access_url: Arc::new(OnceLock::new()),
        scim_keys: config.scim_keys.clone(),
        daemon_psk: config.daemon_psk.clone(),
        refresh_lifetime: refresh_lifetime(config),
        versions: Versions::new(config.api_version.as_ref()),
        external_url: config.external_url.clone(),
        oidc_sync: Arc::new(config.oidc.as_ref().map(|oidc| oidc.sync.clone()).unwrap_or_default()),
        deployment: Arc::new(DeploymentSettings {
            address: config.address,
            oauth2_provider: config.oauth2_provider,
            daemons: config.provisioner_daemons,
            ssh: config.ssh.clone(),
            shown: config.shown.clone(),
        }),
        deployment_id: foundation.deployment_id,
        replica_id: parts.entropy.uuid(),
    }
}

/// What the built-in daemons run jobs with.
pub(super) fn of_machine(config: &Config) -> MachineSettings {
    MachineSettings {
        terraform: config.terraform.clone(),
        mirror: config.provider_mirror.clone(),
        providers: config.data.join("providers"),
        confinement: confinement::of(config),
    }
}

/// How often the tasks run whose time the operator decides.
pub(super) fn of_tasks(config: &Config) -> Timed {
    Timed { drift: config.drift_check_interval.map(delta), proxy_health: delta(config.proxy_health_interval) }
}

fn lifetimes(config: &Config) -> Lifetimes {
    Lifetimes {
        session: delta(config.lifetimes.session),
        default_token: delta(config.lifetimes.default_token),
        longest_token: delta(config.lifetimes.max_token),
        longest_owner_token: delta(config.lifetimes.max_admin_token),
    }
}

/// A time span of the configuration, which bounds it.
fn delta(time: Duration) -> TimeDelta {
    TimeDelta::from_std(time).unwrap_or(TimeDelta::MAX)
}

/// Where outgoing requests may go.
pub(crate) fn of_outgoing(config: &Config) -> OutgoingSettings {
    OutgoingSettings {
        private_networks: config.outgoing_private_networks.clone(),
        certificates: config.outgoing_certificates.clone(),
    }
}

/// The same for addresses that operators name, in the settings of each replica.
pub(super) fn of_peers(config: &Config) -> OutgoingSettings {
    OutgoingSettings {
        private_networks: ["0.0.0.0/0", "::/0"].map(|all| all.parse().expect("all addresses")).into(),
        certificates: config.outgoing_certificates.clone(),
    }
}

/// How long a refresh token lasts.
fn refresh_lifetime(config: &Config) -> TimeDelta {
    delta(config.oauth2_refresh_lifetime.unwrap_or(config.lifetimes.session))
}

/// Where the database is, and how it is opened.
pub(crate) fn of_store(config: &Config) -> StoreSettings {
    let mut settings = match &config.database {
        Database::Sqlite => StoreSettings::sqlite(&config.data),
        Database::Postgres(url) => StoreSettings::postgres(url),
    };
    match &mut settings {
        StoreSettings::Sqlite(settings) => settings.migrate = config.migrate_at_start,
        StoreSettings::Postgres(settings) => {
            settings.migrate = config.migrate_at_start;
            settings.arrival = config.database_wait;
            if let Some(Database::Postgres(direct)) = &config.database_direct {
                settings.direct = Some(direct.clone());
            }
        }
    }
    settings
}
