//! Requests to addresses that users or strangers name.
//!
//! They go to public addresses only, checked after name resolution; the operator may allow private networks.
//! Time and size are bounded, redirects and proxies of the environment are not followed: either could lead
//! anywhere.
//!
//! - `networks`: which addresses are public.

mod networks;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Longest time for one answer.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Bytes of an answer at most that are read although they mean nothing.
const MOST_IGNORED: usize = 64 * 1024;

/// What the operator allows.
#[derive(Debug, Clone, Default)]
pub(crate) struct OutgoingSettings {
    /// Networks that may be asked although they are not public.
    pub(crate) private_networks: Vec<IpNet>,
    /// Certificates of more authorities, as a PEM file.
    pub(crate) certificates: Option<PathBuf>,
}

/// The way to others.
#[derive(Clone)]
pub(crate) struct Outgoing {
    client: reqwest::Client,
    allowed: Allowed,
}

/// Why there is no answer, in words for people.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutgoingFault {
    /// The address may not be asked.
    #[error("the address is not a public one")]
    Private,
    /// No answer.
    #[error("there is no answer")]
    Away,
    /// What is answered is no success.
    #[error("the answer has the status {0}")]
    Status(u16),
    /// It is too long.
    #[error("the answer is longer than {0} bytes")]
    Size(usize),
}

impl Outgoing {
    /// A way to others.
    ///
    /// # Errors
    /// The certificates can't be read, or the system has none.
    pub(crate) fn new(settings: &OutgoingSettings) -> std::io::Result<Self> {
        let allowed = Allowed(settings.private_networks.clone().into());
        let mut builder = reqwest::Client::builder()
            .timeout(TIME_LIMIT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // Names move: each request looks its name up, and connects, anew.
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(allowed.clone()))
            .user_agent(concat!("burgrave/", env!("CARGO_PKG_VERSION")));
        if let Some(file) = &settings.certificates {
            let pem = std::fs::read(file)?;
            let more = reqwest::Certificate::from_pem_bundle(&pem).map_err(std::io::Error::other)?;
            builder = builder.tls_certs_merge(more);
        }
        Ok(Self { client: builder.build().map_err(std::io::Error::other)?, allowed })
    }

    /// The content at an address, up to a number of bytes.
    ///
    /// # Errors
    /// See [`OutgoingFault`].
    pub(crate) async fn get(&self, url: Url, most: usize) -> Result<Vec<u8>, OutgoingFault> {
        self.allowed.check(&url)?;
        let request = self.client.get(url).header("accept", "application/json");
        let mut answer = request.send().await.map_err(|fault| why(&fault))?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err(OutgoingFault::Status(answer.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|fault| why(&fault))? {
            if body.len() + chunk.len() > most {
                return Err(OutgoingFault::Size(most));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// Opens a WebSocket at an address (RFC 6455 section 4.1), and leaves it.
    ///
    /// # Errors
    /// See [`OutgoingFault`]; `Status` where the answer is none.
    pub(crate) async fn open_websocket(&self, url: Url) -> Result<(), OutgoingFault> {
        self.allowed.check(&url)?;
        let request = self
            .client
            .get(url)
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            // Nobody reads what comes over it: the example of the RFC will do.
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        match request.send().await.map_err(|fault| why(&fault))?.status() {
            reqwest::StatusCode::SWITCHING_PROTOCOLS => Ok(()),
            status => Err(OutgoingFault::Status(status.as_u16())),
        }
    }

    /// Whether anything answers at an address, whatever it says.
    ///
    /// # Errors
    /// See [`OutgoingFault`].
    pub(crate) async fn reach(&self, url: Url) -> Result<(), OutgoingFault> {
        self.allowed.check(&url)?;
        self.client.head(url).send().await.map(drop).map_err(|fault| why(&fault))
    }

    /// Sends a text to an address. Of what is answered only the status counts, which has to be a success.
    ///
    /// # Errors
    /// See [`OutgoingFault`].
    pub(crate) async fn post(
        &self,
        url: Url,
        headers: Vec<(&'static str, String)>,
        body: String,
        limit: Duration,
    ) -> Result<(), OutgoingFault> {
        self.allowed.check(&url)?;
        let request = self.client.post(url).timeout(limit).body(body);
        let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        let mut answer = request.send().await.map_err(|fault| why(&fault))?;
        if !answer.status().is_success() {
            return Err(OutgoingFault::Status(answer.status().as_u16()));
        }
        // A short answer that was read leaves a connection that can be used again.
        let mut read = 0;
        while let Ok(Some(chunk)) = answer.chunk().await {
            read += chunk.len();
            if read > MOST_IGNORED {
                break;
            }
        }
        Ok(())
    }
}

/// A name with private addresses only is distinguished from one without addresses.
fn why(fault: &reqwest::Error) -> OutgoingFault {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(fault);
    while let Some(one) = cause {
        if one.downcast_ref::<NoPublicAddress>().is_some() {
            return OutgoingFault::Private;
        }
        cause = one.source();
    }
    OutgoingFault::Away
}

/// Which addresses may be asked.
#[derive(Debug, Clone)]
struct Allowed(Arc<[IpNet]>);

#[derive(Debug, thiserror::Error)]
#[error("the name has no public address")]
struct NoPublicAddress;

impl Allowed {
    /// An address that is written as such isn't resolved, so it is looked at before.
    fn check(&self, url: &Url) -> Result<(), OutgoingFault> {
        let literal = match url.host() {
            Some(Host::Ipv4(four)) => Some(IpAddr::V4(four)),
            Some(Host::Ipv6(six)) => Some(IpAddr::V6(six)),
            Some(Host::Domain(_)) | None => None,
        };
        match literal.is_some_and(|address| !self.reaches(address)) {
            true => Err(OutgoingFault::Private),
            false => Ok(()),
        }
    }

    fn reaches(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let allowed = || self.0.iter().any(|network| network.contains(&address));
        networks::is_public(address) || (!networks::is_link_local(address) && allowed())
    }
}

/// Names are resolved once, and the connection goes to what was looked at.
impl Resolve for Allowed {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|found| allowed.reaches(found.ip())).collect();
            if public.is_empty() {
                return Err(NoPublicAddress.into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}
