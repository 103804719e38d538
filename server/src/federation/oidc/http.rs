//! How the provider is asked: a limit on time and size, and no redirects, which could lead anywhere.

use std::time::Duration;

use ::http::{Request, Response};

/// Longest time for one answer.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);
/// Longest answer, in bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// The way to the provider.
#[derive(Clone)]
pub(super) struct Http(reqwest::Client);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpFault {
    /// Not sent, or not answered.
    #[error("{0}")]
    Request(#[from] reqwest::Error),
    /// Too long.
    #[error("the answer is longer than {MOST_BYTES} bytes")]
    Size,
    /// Not put together.
    #[error("{0}")]
    Answer(#[from] ::http::Error),
}

impl Http {
    /// A way to the provider.
    ///
    /// # Errors
    /// The system has no certificates, or what reqwest says.
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .timeout(TIME_LIMIT)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("burgrave/", env!("CARGO_PKG_VERSION")));
        client.build().map(Self)
    }

    /// Asks for what is at an address.
    ///
    /// # Errors
    /// No answer, or one that is too long.
    pub(super) async fn get(&self, url: &url::Url) -> Result<Response<Vec<u8>>, HttpFault> {
        let request = Request::get(url.as_str()).header("accept", "application/json").body(Vec::new())?;
        self.ask(request).await
    }

    /// Asks.
    ///
    /// # Errors
    /// No answer, or one that is too long.
    pub(super) async fn ask(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, HttpFault> {
        let mut answer = self.0.execute(reqwest::Request::try_from(request)?).await.map_err(plain)?;
        let mut response = Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(plain)? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(HttpFault::Size);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(response.body(body)?)
    }
}

/// Without the address, whose query may hold what isn't for logs.
fn plain(error: reqwest::Error) -> HttpFault {
    HttpFault::Request(error.without_url())
}
