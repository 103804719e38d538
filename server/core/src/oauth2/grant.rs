//! What clients are, how they prove it, and what they may redeem.

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$each])* $variant),+ }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one that a word names, if it names one.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

words! {
    /// Whether a client can keep a secret (RFC 6749 §2.1).
    ClientType {
        /// It can: it runs on a server.
        Confidential = "confidential",
        /// It can't: it runs on people's machines.
        Public = "public",
    }
}

words! {
    /// How a client proves at the token endpoint who it is (RFC 7591 §2).
    AuthMethod {
        /// By HTTP Basic.
        Basic = "client_secret_basic",
        /// By parameters of the body.
        Post = "client_secret_post",
        /// Not at all: a public client.
        None = "none",
    }
}

words! {
    /// What is redeemed for an access token.
    GrantType {
        /// A code that came through the browser (RFC 6749 §4.1).
        AuthorizationCode = "authorization_code",
        /// A refresh token (RFC 6749 §6).
        RefreshToken = "refresh_token",
        /// A device's code (RFC 8628 §3.4).
        DeviceCode = "urn:ietf:params:oauth:grant-type:device_code",
    }
}

words! {
    /// How ID tokens are signed (RFC 7518 §3.1, RFC 8037 §3.1).
    SigningAlgorithm {
        /// RSA with SHA-256: what every client reads.
        Rs256 = "RS256",
        /// Ed25519.
        EdDsa = "EdDSA",
    }
}
