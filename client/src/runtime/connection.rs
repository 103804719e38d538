//! The HTTP client underneath.

use std::time::Duration;

use url::Url;

use crate::SetupError;

/// How long a connection may take to open.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// How long the server may stay silent while an answer is awaited or read.
const READ_LIMIT: Duration = Duration::from_secs(60);

/// The base address without its final slash, and an HTTP client that follows no redirect.
///
/// # Errors
/// `url` isn't an http or https address, or the HTTP client can't start.
pub fn connect(url: &str) -> Result<(String, reqwest::Client), SetupError> {
    let refuse = |reason: String| SetupError::Address { url: url.to_owned(), reason };
    let parsed = Url::parse(url).map_err(|fault| refuse(fault.to_string()))?;
    if !["http", "https"].contains(&parsed.scheme()) {
        return Err(refuse("it has to begin with http:// or https://".into()));
    }
    if parsed.query().is_some() || parsed.fragment().is_some() {
        return Err(refuse("it can't have a query or a fragment".into()));
    }
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_LIMIT)
        .read_timeout(READ_LIMIT)
        .user_agent(concat!("burgrave-client/", env!("CARGO_PKG_VERSION")))
        .build()?;
    Ok((parsed.as_str().trim_end_matches('/').to_owned(), http))
}
