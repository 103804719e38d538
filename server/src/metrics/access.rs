//! Who may read the metrics: they tell how much a deployment is used, and how well it is.

use burgrave_api::runtime::{ApiError, Credential};
use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;
use subtle::ConstantTimeEq;

/// Who may read the metrics.
#[derive(Clone)]
pub(crate) enum Access {
    /// Every caller: no other machine can reach the server.
    Open,
    /// Callers with this token.
    Token(String),
    /// No caller: other machines can reach the server, and there is no token.
    Closed,
}

impl Access {
    /// For this token, if there is one, and a server that others reach or don't.
    #[must_use]
    pub(crate) fn new(token: Option<String>, reachable: bool) -> Self {
        match (token, reachable) {
            (Some(token), _) => Self::Token(token),
            (None, false) => Self::Open,
            (None, true) => Self::Closed,
        }
    }

    /// Lets a scrape in.
    ///
    /// # Errors
    /// 401 with what is missing.
    pub(crate) fn admit(&self, credential: Option<&Credential>) -> Result<(), ApiError> {
        let detail = match (self, credential) {
            (Self::Open, _) => return Ok(()),
            (Self::Token(token), Some(shown)) if fits(token, &shown.value) => return Ok(()),
            (Self::Token(_), Some(_)) => "The token is not the one of metrics-token.",
            (Self::Token(_), None) => "The request carries no token.",
            (Self::Closed, _) => {
                "The operator has set no metrics-token; without one, only a server that no other machine \
                 reaches shows its metrics."
            }
        };
        Err(ApiError::unauthorized("Metrics need the token that the operator has set for them.")
            .detail(detail)
            .header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"metrics\"")))
    }
}

fn fits(token: &str, shown: &str) -> bool {
    token.as_bytes().ct_eq(shown.as_bytes()).into()
}
