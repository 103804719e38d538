//! The credential that goes with every request.

use http::{HeaderMap, HeaderName, HeaderValue, header::AUTHORIZATION};

use crate::SetupError;

/// A credential and its header. Its debug text doesn't show it.
#[derive(Clone, Debug)]
pub struct Session {
    credential: Option<(HeaderName, HeaderValue)>,
}

impl Session {
    /// No credential.
    pub fn none() -> Self {
        Self { credential: None }
    }

    /// `token` in the header `name`.
    ///
    /// # Errors
    /// A header can't have `token`.
    pub fn header(name: &'static str, token: &str) -> Result<Self, SetupError> {
        Self::carried(HeaderName::from_static(name), token)
    }

    /// `token` as a Bearer credential (RFC 6750 §2.1).
    ///
    /// # Errors
    /// A header can't have `token`.
    pub fn bearer(token: &str) -> Result<Self, SetupError> {
        Self::carried(AUTHORIZATION, &format!("Bearer {token}"))
    }

    fn carried(name: HeaderName, text: &str) -> Result<Self, SetupError> {
        let mut value = HeaderValue::from_str(text).map_err(|_| SetupError::Token)?;
        value.set_sensitive(true);
        Ok(Self { credential: Some((name, value)) })
    }

    /// Adds the credential, unless the request has one in the same header.
    pub(super) fn sign(&self, headers: &mut HeaderMap) {
        if let Some((name, value)) = &self.credential {
            headers.entry(name).or_insert_with(|| value.clone());
        }
    }
}
