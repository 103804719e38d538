//! What is decided about the listener before anything is opened.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use burgrave_api::runtime::{Load, page_policy};
use burgrave_api::{ErrorPage, PagePolicy, Settings as HttpSettings};
use url::Url;

use super::{Parts, StartError, settings, setup};
use crate::config::{Config, Versions};
use crate::handlers::OF_THIS_HOST;
use crate::metrics::Access;
use crate::outgoing::Outgoing;
use crate::pages::{Brand, Looks, notice};
use crate::service::ServiceParts;
use crate::tls::Current;

/// What stands for "no limit" where a time is needed: longer than any process runs.
const NO_LIMIT: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// The switch of the OAuth2 provider, as the specification names it.
const OAUTH2_PROVIDER: &str = "oauth2_provider";

/// Operations that are called all the time by what watches the server: a line for each would hide all others.
const PROBES: [&str; 3] = ["getHealth", "getReadiness", "getMetrics"];

/// Its certificate, whether people reach it by HTTPS, and how its pages look.
pub(super) struct Listener {
    pub(super) certificate: Option<Arc<Current>>,
    pub(super) https: bool,
    pub(super) looks: Arc<Looks>,
}

impl Listener {
    /// As the configuration says.
    ///
    /// # Errors
    /// A file of the certificate or of the look can't be used.
    pub(super) fn new(config: &Config, parts: &Parts) -> Result<Self, StartError> {
        let certificate = match config.tls.clone() {
            Some(files) => Some(Current::load(files, parts.clock.now(), &parts.log)?),
            None => None,
        };
        let https = match &config.access_url {
            Some(url) => url.scheme() == "https",
            None => certificate.is_some(),
        };
        let brand = Brand::new(&config.brand).map_err(|fault| StartError::Other(fault.to_string()))?;
        Ok(Self { certificate, https, looks: Arc::new(Looks::new(brand)) })
    }

    /// The settings of what listens.
    ///
    /// # Errors
    /// TLS can't be set up with the certificate.
    pub(super) fn http_settings(&self, config: &Config) -> Result<HttpSettings, StartError> {
        let tls = self.certificate.as_ref().map(Current::server_config).transpose();
        let (looks, of_policy) = (self.looks.clone(), self.looks.clone());
        Ok(HttpSettings {
            tls: tls.map_err(|fault| StartError::Other(format!("TLS can't be set up: {fault}")))?,
            trusted_proxies: config.trusted_proxies.clone(),
            body_time_limit: config.limits.body_time.unwrap_or(NO_LIMIT),
            handler_time_limit: config.limits.handler_time.unwrap_or(NO_LIMIT),
            hsts: self.https,
            own_host: config.access_url.as_ref().and_then(host_of),
            host_cookies: if self.https { OF_THIS_HOST } else { &[] },
            quiet: &PROBES,
            compressed: &["getSpecification"],
            off: if config.oauth2_provider { vec![] } else { vec![OAUTH2_PROVIDER.into()] },
            error_page: ErrorPage(Arc::new(move |error| notice::error(&looks.brand(), error))),
            page_policy: PagePolicy(Arc::new(move || {
                page_policy(of_policy.brand().picture_source.as_deref())
            })),
            ..HttpSettings::new(config.address, Versions::new(config.api_version.as_ref()).told)
        })
    }

    /// The front of the service behind it. `load` is given once the server listens.
    ///
    /// # Errors
    /// The certificates for outgoing requests can't be read.
    pub(super) fn into_parts(
        self,
        config: &Config,
        load: Arc<OnceLock<Load>>,
    ) -> Result<ServiceParts, StartError> {
        let outgoing = Outgoing::new(&settings::of_outgoing(config))
            .map_err(|fault| StartError::Other(format!("can't use outgoing-certificates: {fault}")))?;
        let to_peers = Outgoing::new(&settings::of_peers(config))
            .map_err(|fault| StartError::Other(format!("can't use outgoing-certificates: {fault}")))?;
        let token = config.metrics_token.clone().map(|token| token.0);
        Ok(ServiceParts {
            load,
            certificate: self.certificate,
            scrapers: Access::new(token, setup::reachable(config)),
            looks: self.looks,
            outgoing,
            to_peers,
        })
    }
}

/// Host and port of a URL, as `Host` names them.
fn host_of(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}
