//! How the server listens, and what it puts up with.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use ipnet::IpNet;

use super::ApiError;

/// How the server listens, and what it puts up with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub bind: SocketAddr,
    /// From these, `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The value of `X-Coder-Build-Version`; visible ASCII.
    pub build_version: String,
    /// How long a request's body may take: then 408.
    pub body_time_limit: Duration,
    /// How long a call that only reads may take: then 503.
    pub handler_time_limit: Duration,
    /// TLS of the listener, its protocols (ALPN) included; none: plain HTTP.
    pub tls: Option<rustls::ServerConfig>,
    /// `Strict-Transport-Security` is sent; for an access URL that is https.
    pub hsts: bool,
    /// Host and port of the address by which people reach the server, where it is set.
    pub own_host: Option<String>,
    /// Cookies whose names begin with one of these count only with `__Host-` before them; for an access URL
    /// that is https.
    pub host_cookies: &'static [&'static str],
    /// Operations whose successful calls are logged as details: probes.
    pub quiet: &'static [&'static str],
    /// Operations whose answers are compressed: documents that everybody gets the same.
    pub compressed: &'static [&'static str],
    /// What is turned off, by the names of `x-switch`: the paths of these operations don't exist.
    pub off: Vec<String>,
    /// The page that tells a person of an error.
    pub error_page: ErrorPage,
    /// The content policy of pages.
    pub page_policy: PagePolicy,
}

/// The content policy of pages that don't say otherwise, as it is at this moment.
#[derive(Clone)]
pub struct PagePolicy(pub Arc<dyn Fn() -> HeaderValue + Send + Sync>);

impl fmt::Debug for PagePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PagePolicy")
    }
}

impl Default for PagePolicy {
    /// Nothing from other hosts.
    fn default() -> Self {
        Self(Arc::new(|| super::page::policy(None)))
    }
}

/// Writes the page that tells a person of an error, in the look of the server.
#[derive(Clone)]
pub struct ErrorPage(pub Arc<dyn Fn(&ApiError) -> String + Send + Sync>);

impl fmt::Debug for ErrorPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ErrorPage")
    }
}

impl Default for ErrorPage {
    /// A plain page.
    fn default() -> Self {
        Self(Arc::new(super::page::plain))
    }
}

impl Settings {
    /// 30 seconds for a body and 60 for a read, no proxies, no HSTS.
    pub fn new(bind: SocketAddr, build_version: impl Into<String>) -> Self {
        Self {
            bind,
            trusted_proxies: vec![],
            build_version: build_version.into(),
            body_time_limit: Duration::from_secs(30),
            handler_time_limit: Duration::from_secs(60),
            tls: None,
            hsts: false,
            own_host: None,
            host_cookies: &[],
            quiet: &[],
            compressed: &[],
            off: vec![],
            error_page: ErrorPage::default(),
            page_policy: PagePolicy::default(),
        }
    }
}

/// Why the server can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is in use, not ours, or not allowed.
    #[error("can't listen on {address}: {source}")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Two operations answer the same method on the same path.
    #[error("can't route {path}: {problem}")]
    Route {
        /// The path of the specification.
        path: &'static str,
        /// What stands in the way.
        problem: String,
    },
    /// The build version can't stand in a header.
    #[error("a header can't have the build version {0:?}")]
    BuildVersion(String),
    /// Anything else.
    #[error("can't start the server: {0}")]
    Other(String),
}
