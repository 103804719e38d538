//! The errors of the protocol.

/// What `error` says. Each is registered in the OAuth parameters registry of IANA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum ErrorCode {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedResponseType,
    InvalidScope,
    InvalidTarget,
    AccessDenied,
    AuthorizationPending,
    SlowDown,
    ExpiredToken,
    InvalidToken,
    InvalidRedirectUri,
    InvalidClientMetadata,
    InvalidClientId,
    InsufficientScope,
    LoginRequired,
    InteractionRequired,
    ServerError,
}

impl ErrorCode {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The status where it is answered directly: 401 where the client didn't prove who it is (RFC 6749 §5.2)
    /// or a token is invalid (RFC 6750 §3.1), 400 otherwise.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient | Self::InvalidToken => 401,
            Self::InsufficientScope => 403,
            Self::ServerError => 500,
            _ => 400,
        }
    }
}

/// Why a request of the protocol is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// For programs.
    pub code: ErrorCode,
    /// For the people who write them.
    pub description: String,
}

impl Refusal {
    /// A refusal in these words.
    pub fn new(code: ErrorCode, description: impl AsRef<str>) -> Self {
        Self { code, description: describe(description.as_ref()) }
    }

    /// `invalid_request`.
    pub fn request(description: impl AsRef<str>) -> Self {
        Self::new(ErrorCode::InvalidRequest, description)
    }

    /// `invalid_client`, in the same words for an unknown client and a wrong secret.
    #[must_use]
    pub fn client() -> Self {
        Self::new(ErrorCode::InvalidClient, "The client credentials are invalid")
    }

    /// `invalid_grant`.
    pub fn grant(description: impl AsRef<str>) -> Self {
        Self::new(ErrorCode::InvalidGrant, description)
    }

    /// `invalid_request` for a parameter that isn't there.
    #[must_use]
    pub fn missing(parameter: &str) -> Self {
        Self::request(format!("Missing required parameter: {parameter}"))
    }
}

/// The longest description, in characters.
const LONGEST: usize = 2048;

/// A text with the characters only that RFC 6749 §4.1.2.1 and §5.2 allow in `error_description`: quotation
/// marks become apostrophes, backslashes are dropped, everything else outside printable ASCII becomes a
/// space.
#[must_use]
pub fn describe(text: &str) -> String {
    let allowed = text.chars().filter(|letter| *letter != '\\').map(|letter| match letter {
        '"' => '\'',
        ' '..='~' => letter,
        _ => ' ',
    });
    allowed.take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_description_keeps_to_the_characters_of_the_rfc() {
        assert_eq!(describe("scope \"a\\b\": über\nall"), "scope 'ab':  ber all");
        assert_eq!(describe(&"x".repeat(3000)).len(), LONGEST);
        assert_eq!(Refusal::client().code.status(), 401);
        assert_eq!(Refusal::missing("code").description, "Missing required parameter: code");
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_rule(text in ".*") {
            let ok = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
            prop_assert!(describe(&text).bytes().all(ok));
        }
    }
}
