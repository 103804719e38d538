//! What clients are, how they prove it, and what they may redeem. The words are those on the wire.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// Whether a client can keep a secret (RFC 6749 §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ClientType {
    /// It can: it runs on a server.
    Confidential,
    /// It can't: it runs on people's machines.
    Public,
}

impl ClientType {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How a client proves at the token endpoint who it is (RFC 7591 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AuthMethod {
    /// By HTTP Basic.
    #[strum(serialize = "client_secret_basic")]
    Basic,
    /// By parameters of the body.
    #[strum(serialize = "client_secret_post")]
    Post,
    /// Not at all: a public client.
    None,
}

impl AuthMethod {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What is redeemed for an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum GrantType {
    /// A code that came through the browser (RFC 6749 §4.1).
    AuthorizationCode,
    /// A refresh token (RFC 6749 §6).
    RefreshToken,
    /// A device's code (RFC 8628 §3.4).
    #[strum(serialize = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
}

impl GrantType {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How ID tokens are signed (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
pub enum SigningAlgorithm {
    /// RSA with SHA-256: what every client reads.
    #[strum(serialize = "RS256")]
    Rs256,
    /// Ed25519.
    #[strum(serialize = "EdDSA")]
    EdDsa,
}

impl SigningAlgorithm {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
