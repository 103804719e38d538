//! Scopes of OpenID Connect: what an app learns about the person, and whether it may come back without them.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// One of them. None opens the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum IdentityScope {
    /// Who the person is: an ID token, and the userinfo endpoint (OpenID Connect Core §3.1.2.1).
    #[strum(serialize = "openid")]
    OpenId,
    /// Username, full name and picture.
    Profile,
    /// E-mail address.
    Email,
    /// A refresh token (OpenID Connect Core §11).
    OfflineAccess,
}

impl IdentityScope {
    /// The name, as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
