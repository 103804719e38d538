//! Scopes of OpenID Connect: what an app learns about the person, and whether it may come back without them.

/// One of them. None opens the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentityScope {
    /// Who the person is: an ID token, and the userinfo endpoint (OpenID Connect Core §3.1.2.1).
    OpenId,
    /// Username, full name and picture.
    Profile,
    /// E-mail address.
    Email,
    /// A refresh token (OpenID Connect Core §11).
    OfflineAccess,
}

impl IdentityScope {
    /// Every one.
    pub const ALL: &[Self] = &[Self::OpenId, Self::Profile, Self::Email, Self::OfflineAccess];

    /// The name, as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::OfflineAccess => "offline_access",
        }
    }

    /// The one that a word names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == word)
    }
}
