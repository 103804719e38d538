//! A request for tokens, as it was sent.

use burgrave_core::oauth2::{ErrorCode, GrantType, Refusal};

use crate::federation::oauth2::client::ClientCredentials;

/// A request for tokens. Empty parameters count as absent.
#[derive(Clone, Default)]
#[allow(
    missing_docs,
    reason = "the fields are the parameters of RFC 6749 sections 4.1.3 and 6 and their companions"
)]
pub(crate) struct TokenRequest {
    pub(crate) client: ClientCredentials,
    pub(crate) grant_type: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) code_verifier: Option<String>,
    pub(crate) refresh_token: Option<String>,
    pub(crate) device_code: Option<String>,
    pub(crate) scope: Option<String>,
    pub(crate) resource: Option<String>,
}

impl TokenRequest {
    /// What is to be redeemed.
    pub(super) fn grant_type(&self) -> Result<GrantType, Refusal> {
        self.grant_type.as_deref().and_then(|word| word.parse().ok()).ok_or_else(|| {
            Refusal::new(ErrorCode::UnsupportedGrantType, "The grant type is missing or unsupported")
        })
    }

    /// The text that is to be redeemed.
    pub(super) fn redeemed(&self, grant: GrantType) -> Result<&str, Refusal> {
        let (name, text) = match grant {
            GrantType::AuthorizationCode => ("code", &self.code),
            GrantType::RefreshToken => ("refresh_token", &self.refresh_token),
            GrantType::DeviceCode => ("device_code", &self.device_code),
        };
        given(text).ok_or_else(|| Refusal::missing(name))
    }
}

/// A parameter that isn't empty.
pub(super) fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}
