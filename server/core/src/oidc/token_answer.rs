//! What is read of the answers of a provider's token endpoint (RFC 6749 sections 5.1 and 5.2).

use serde_json::{Map, Value};

/// Errors with which a provider refuses a person's refresh token. All other errors are about the provider, or
/// about this server.
const NO: [&str; 6] = [
    "invalid_grant",
    "access_denied",
    "interaction_required",
    "login_required",
    "consent_required",
    "account_selection_required",
];

/// New tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenAnswer {
    /// For userinfo.
    pub access_token: String,
    /// For new ones.
    pub refresh_token: Option<String>,
    /// Who logged in.
    pub id_token: Option<String>,
    /// Seconds until the access token ends; none when the answer doesn't say.
    pub expires_in: Option<u32>,
    /// Whether it says something about that which can't be read.
    pub odd_expiry: bool,
}

impl TokenAnswer {
    /// Reads an answer; none when it has no access token.
    #[must_use]
    pub fn read(answer: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| answer.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let expiry = answer.get("expires_in").filter(|value| !value.is_null() && value.as_str() != Some(""));
        let expires_in = expiry.and_then(seconds);
        Some(Self {
            access_token: text("access_token")?.to_owned(),
            refresh_token: text("refresh_token").map(str::to_owned),
            id_token: text("id_token").map(str::to_owned),
            odd_expiry: expiry.is_some() && expires_in.is_none(),
            expires_in,
        })
    }
}

/// A number, or a text that is one.
fn seconds(value: &Value) -> Option<u32> {
    let number = match value {
        Value::String(text) => text.trim().parse().ok()?,
        other => other.as_f64()?,
    };
    // Beyond the range there is no difference any more.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (number >= 0.0).then_some(number as u32)
}

/// Whether an answer to a refresh says that this person gets no tokens any more.
#[must_use]
pub fn says_no(status: u16, error: Option<&str>) -> bool {
    matches!(status, 400 | 401) && error.is_some_and(|error| NO.contains(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(answer: Value) -> Option<TokenAnswer> {
        let Value::Object(answer) = answer else { unreachable!("objects are written") };
        TokenAnswer::read(&answer)
    }

    #[test]
    fn the_time_may_be_a_number_or_a_text() {
        for (time, expected, odd) in [
            (json!(3600), Some(3600), false),
            (json!("3600"), Some(3600), false),
            (json!(3599.9), Some(3599), false),
            (json!(1e18), Some(u32::MAX), false),
            (json!(null), None, false),
            (json!(""), None, false),
            (json!("soon"), None, true),
            (json!(-1), None, true),
            (json!({}), None, true),
        ] {
            let found = read(json!({"access_token": "a", "expires_in": time})).expect("there is a token");
            assert_eq!((found.expires_in, found.odd_expiry), (expected, odd), "{time}");
        }
    }

    #[test]
    fn only_the_access_token_is_needed() {
        let found = read(
            json!({"access_token": "a", "refresh_token": "", "id_token": 7, "scope": [], "token_type": 1}),
        );
        let found = found.expect("there is a token");
        assert_eq!((found.refresh_token, found.id_token), (None, None));
        assert!(read(json!({"access_token": ""})).is_none() && read(json!({})).is_none());
    }

    #[test]
    fn only_plain_refusals_of_the_person_say_no() {
        assert!(says_no(400, Some("invalid_grant")) && says_no(401, Some("invalid_grant")));
        for (status, error) in [
            (500, Some("invalid_grant")),
            (503, Some("temporarily_unavailable")),
            (429, Some("invalid_grant")),
            (403, Some("invalid_grant")),
            (404, Some("invalid_grant")),
            (400, Some("invalid_request")),
            (400, Some("invalid_scope")),
            (401, Some("invalid_client")),
            (400, Some("unauthorized_client")),
            (400, None),
        ] {
            assert!(!says_no(status, error), "{status} {error:?}");
        }
    }
}
