//! The start: database, foundation, application, HTTP.

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use burgrave_api::{ErrorPage, Settings as HttpSettings};
use burgrave_core::Hasher;
use burgrave_store::{Settings as StoreSettings, Store, StoreError};
use chrono::TimeDelta;
use slog::{info, warn};
use url::Url;

use super::foundation::{self, Foundation};
use super::{Parts, Running, StartError, provider, replica, sealing, sealing_agreed, setup, tasks, warnings};
use crate::application::{App, AppParts, AppSettings, Lifetimes, QueueLimits};
use crate::background::{Background, Failed};
use crate::config::{Config, Database, VERSION, Versions};
use crate::federation::idpsync::old_filters;
use crate::federation::{Federation, oauth2};
use crate::handlers::OF_THIS_HOST;
use crate::metrics::Access;
use crate::outgoing::OutgoingSettings;
use crate::pages::{Brand, notice};
use crate::provisioning::daemons::{BuiltIn, MachineSettings};
use crate::service::{Service, ServiceParts};
use crate::tls::Current;

/// What stands for "no limit" where a time is needed: longer than any process runs.
const NO_LIMIT: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// The switch of the OAuth2 provider, as the specification names it.
const OAUTH2_PROVIDER: &str = "oauth2_provider";

/// Operations that are called all the time by what watches the server: a line for each would hide all others.
const PROBES: [&str; 3] = ["getHealth", "getReadiness", "getMetrics"];

/// Letters and digits of a setup token.
const SETUP_TOKEN_LENGTH: usize = 22;

/// Starts a server. It needs a tokio runtime, and answers when this function returns.
///
/// # Errors
/// What keeps it from starting, in words for the operator.
pub async fn start(config: Config, parts: Parts) -> Result<Running, StartError> {
    let log = parts.log.clone();
    warnings::of(&config).into_iter().for_each(|warning| warn!(log, "{}", warning));
    let certificate = match config.tls.clone() {
        Some(files) => Some(Current::load(files, parts.clock.now(), &log)?),
        None => None,
    };
    let https = match &config.access_url {
        Some(url) => url.scheme() == "https",
        None => certificate.is_some(),
    };
    let brand = Arc::new(Brand::new(&config.brand).map_err(|fault| StartError::Other(fault.to_string()))?);
    let listener = http_settings(&config, https, certificate.as_ref(), brand.clone())?;
    let (store, foundation) = open(&config, &parts).await?;
    let setup_token = (!foundation.has_users && setup::needs_token(&config))
        .then(|| parts.entropy.alphanumeric(SETUP_TOKEN_LENGTH));
    let machine = MachineSettings {
        terraform: config.terraform.clone(),
        mirror: config.provider_mirror.clone(),
        providers: config.data.join("providers"),
    };
    let settings = AppSettings {
        disabled_features: parts.disabled_features.clone(),
        workspace_renames: config.workspace_renames,
        debug_builds: config.debug_builds,
        rates: config.limits.rates,
        setup_token: setup_token.clone(),
        password_login: config.password_login,
        provider_login: config.oidc.is_some(),
        sliding_sessions: config.sliding_sessions,
        // A time that overflows counts as unlimited.
        audit_retention: config.audit_retention.and_then(|kept| TimeDelta::from_std(kept).ok()),
        lifetimes: lifetimes(&config),
        dormant_after: config.dormant_after.map(delta),
        queue: QueueLimits {
            per_user: config.max_waiting_jobs_per_user.map(NonZeroU32::get),
            per_organization: config.max_waiting_jobs_per_organization.map(NonZeroU32::get),
        },
        secure_cookies: https,
        access_url: Arc::new(OnceLock::new()),
        scim_keys: config.scim_keys.clone(),
        refresh_lifetime: refresh_lifetime(&config),
        versions: Versions::new(config.api_version.as_ref()),
        external_url: config.external_url.clone(),
        oidc_sync: Arc::new(config.oidc.as_ref().map(|oidc| oidc.sync.clone()).unwrap_or_default()),
        deployment_id: foundation.deployment_id,
        replica_id: parts.entropy.uuid(),
    };
    let pace = parts.pace;
    let access_url = settings.access_url.clone();
    let load = Arc::new(OnceLock::new());
    let federation = match federation(&config, parts, store.clone(), settings).await {
        Ok(federation) => federation,
        Err(fault) => {
            store.close().await;
            return Err(fault);
        }
    };
    let scrapers = Access::new(config.metrics_token.clone().map(|token| token.0), setup::reachable(&config));
    let front = ServiceParts { load: load.clone(), certificate: certificate.clone(), scrapers, brand };
    let service = Service::new(federation, front);
    if let Err(cause) = old_filters::tell(&service).await {
        store.close().await;
        return Err(StartError::Store { database: config.where_the_data_is(), cause });
    }
    let served = burgrave_api::serve(Arc::new(service.clone()), listener, log.clone()).await;
    let http = match served {
        Ok(http) => http,
        Err(fault) => {
            store.close().await;
            return Err(fault.into());
        }
    };
    let url = config.access_url.unwrap_or_else(|| own_url(http.local_address(), https));
    load.get_or_init(|| http.load());
    access_url.get_or_init(|| url.as_str().trim_end_matches('/').to_owned());
    info!(log, "serving"; "version" => VERSION, "address" => %http.local_address(), "database" => store.engine());
    let daemons = match BuiltIn::start(&service, config.provisioner_daemons, machine).await {
        Ok(daemons) => daemons,
        Err(fault) => {
            http.shutdown(Duration::ZERO).await;
            store.close().await;
            return Err(StartError::Other(format!(
                "the provisioner daemons don't start: {}",
                Failed::from(fault)
            )));
        }
    };
    let tasks = tasks::all(&service, replica::own(&service, http.local_address()), &daemons);
    let background = Background::start(&service, service.meters(), tasks, pace);
    let has_users = foundation.has_users;
    Ok(Running { http, service, background, daemons, url, has_users, setup_token, certificate })
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

async fn federation(
    config: &Config,
    parts: Parts,
    store: Store,
    settings: AppSettings,
) -> Result<Federation, StartError> {
    let Parts { clock, entropy, hashing, log, .. } = parts;
    let hasher = Hasher::new(hashing, &*entropy).map_err(|fault| StartError::Other(fault.to_string()))?;
    let sealing = sealing::keys(config, &*entropy)?;
    let keeps_tokens = config.oidc.is_some() || !config.encryption_keys.0.is_empty();
    if keeps_tokens || config.oauth2_provider {
        match sealing_agreed::check(&store, &sealing, clock.now()).await {
            // Without tokens of the provider only the keys of ID tokens are sealed, and those can be
            // generated again.
            Err(StartError::Other(fault)) if !keeps_tokens => warn!(log, "{}", fault),
            checked => checked?,
        }
    }
    let provider = provider::open(config.oidc.as_ref(), clock.clone(), &log).await?;
    let outgoing = OutgoingSettings {
        private_networks: config.outgoing_private_networks.clone(),
        certificates: config.outgoing_certificates.clone(),
    };
    let documents = oauth2::Documents::new(&outgoing)
        .map_err(|fault| StartError::Other(format!("can't use outgoing-certificates: {fault}")))?;
    let app = App::new(AppParts { store, clock, entropy, hasher, settings, sealing, log })
        .map_err(|fault| StartError::Other(format!("the system gives no thread: {fault}")))?;
    Ok(Federation::new(app, provider, documents))
}

async fn open(config: &Config, parts: &Parts) -> Result<(Store, Foundation), StartError> {
    let at = |cause: StoreError| StartError::Store { database: config.where_the_data_is(), cause };
    let store = Store::open(store_settings(config), parts.log.clone()).await.map_err(at)?;
    let fresh = (parts.entropy.uuid(), parts.entropy.uuid());
    match foundation::lay(&store, fresh, parts.clock.now()).await {
        Ok(foundation) => Ok((store, foundation)),
        Err(cause) => {
            store.close().await;
            Err(at(cause))
        }
    }
}

/// How long a refresh token lasts.
fn refresh_lifetime(config: &Config) -> TimeDelta {
    delta(config.oauth2_refresh_lifetime.unwrap_or(config.lifetimes.session))
}

fn store_settings(config: &Config) -> StoreSettings {
    let Database::Postgres(url) = &config.database else { return StoreSettings::sqlite(&config.data) };
    let mut settings = StoreSettings::postgres(url);
    if let StoreSettings::Postgres(settings) = &mut settings {
        settings.arrival = config.database_wait;
    }
    if let (StoreSettings::Postgres(settings), Some(Database::Postgres(direct))) =
        (&mut settings, &config.database_direct)
    {
        settings.direct = Some(direct.clone());
    }
    settings
}

fn http_settings(
    config: &Config,
    https: bool,
    certificate: Option<&Arc<Current>>,
    brand: Arc<Brand>,
) -> Result<HttpSettings, StartError> {
    let tls = certificate.map(Current::server_config).transpose();
    Ok(HttpSettings {
        tls: tls.map_err(|fault| StartError::Other(format!("TLS can't be set up: {fault}")))?,
        trusted_proxies: config.trusted_proxies.clone(),
        body_time_limit: config.limits.body_time.unwrap_or(NO_LIMIT),
        handler_time_limit: config.limits.handler_time.unwrap_or(NO_LIMIT),
        hsts: https,
        own_host: config.access_url.as_ref().and_then(host_of),
        host_cookies: if https { OF_THIS_HOST } else { &[] },
        quiet: &PROBES,
        compressed: &["getSpecification"],
        off: if config.oauth2_provider { vec![] } else { vec![OAUTH2_PROVIDER.into()] },
        error_page: ErrorPage(Arc::new(move |error| notice::error(&brand, error))),
        ..HttpSettings::new(config.address, Versions::new(config.api_version.as_ref()).told)
    })
}

/// Host and port of a URL, as `Host` names them.
fn host_of(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Where a server without an access URL is reached from the same machine.
fn own_url(address: std::net::SocketAddr, https: bool) -> Url {
    let scheme = if https { "https" } else { "http" };
    let text = match address.ip().is_unspecified() {
        true => format!("{scheme}://127.0.0.1:{}", address.port()),
        false => format!("{scheme}://{address}"),
    };
    text.parse().expect("an address and a port make a URL")
}
