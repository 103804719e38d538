//! What the claims of a provider's token must say, beside its signature (OpenID Connect Core section
//! 3.1.3.7). Only the claims that are looked at here have a type; all others are judged where they are used.

use serde_json::Value;

use crate::idpsync::Claims;

/// How far the provider's clock may be from ours, in seconds.
pub const LEEWAY_SECONDS: i64 = 60;

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Who made it; none when anybody may have.
    pub issuer: Option<&'a str>,
    /// For whom; none when that doesn't matter.
    pub audience: Option<&'a str>,
    /// When it is looked at, in seconds since 1970.
    pub now: i64,
    /// Whether it must say when it ends and when it was made.
    pub times: bool,
}

/// What a token says wrong, in words for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// A claim is missing.
    #[error("The claim {0:?} is missing.")]
    Missing(&'static str),
    /// A claim has another type than it must have.
    #[error("The claim {0:?} must be {1}.")]
    Type(&'static str, &'static str),
    /// Another issuer.
    #[error("The token was issued by a different provider.")]
    Issuer,
    /// Another audience.
    #[error("The token was made for another client.")]
    Audience,
    /// Another authorized party, although this client is in the audience.
    #[error("The token was handed out to another client (\"azp\").")]
    Party,
    /// Its time is over.
    #[error("The token has expired.")]
    Expired,
    /// Its time hasn't come.
    #[error("The token is not valid yet (\"nbf\").")]
    NotYet,
}

/// Holds the claims against what is expected. The nonce and `at_hash` are looked at by those who know what
/// belongs to them.
///
/// # Errors
/// The first thing that doesn't hold.
pub fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), TokenFault> {
    if let Some(issuer) = expected.issuer
        && text(claims, "iss")?.ok_or(TokenFault::Missing("iss"))? != issuer
    {
        return Err(TokenFault::Issuer);
    }
    text(claims, "sub")?;
    if let Some(client) = expected.audience {
        let audience = audience(claims)?;
        if !audience.contains(&client) {
            return Err(TokenFault::Audience);
        }
        if text(claims, "azp")?.is_some_and(|party| party != client) {
            return Err(TokenFault::Party);
        }
    }
    times(claims, expected)
}

/// A claim that is a text, if it is there.
///
/// # Errors
/// It is something else.
pub fn text<'a>(claims: &'a Claims, name: &'static str) -> Result<Option<&'a str>, TokenFault> {
    match claims.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(TokenFault::Type(name, "a text")),
    }
}

fn audience(claims: &Claims) -> Result<Vec<&str>, TokenFault> {
    let wrong = || TokenFault::Type("aud", "a text or a list of texts");
    match claims.get("aud") {
        None | Some(Value::Null) => Err(TokenFault::Missing("aud")),
        Some(Value::String(one)) => Ok(vec![one]),
        Some(Value::Array(all)) => all.iter().map(|one| one.as_str().ok_or_else(wrong)).collect(),
        Some(_) => Err(wrong()),
    }
}

fn times(claims: &Claims, expected: &Expected<'_>) -> Result<(), TokenFault> {
    let ends = seconds(claims, "exp")?;
    let made = seconds(claims, "iat")?;
    if expected.times {
        ends.ok_or(TokenFault::Missing("exp"))?;
        made.ok_or(TokenFault::Missing("iat"))?;
    }
    if ends.is_some_and(|ends| ends.saturating_add(LEEWAY_SECONDS) <= expected.now) {
        return Err(TokenFault::Expired);
    }
    if seconds(claims, "nbf")?.is_some_and(|begins| begins.saturating_sub(LEEWAY_SECONDS) > expected.now) {
        return Err(TokenFault::NotYet);
    }
    Ok(())
}

/// Seconds since 1970 (RFC 7519 section 2); fractions don't count.
fn seconds(claims: &Claims, name: &'static str) -> Result<Option<i64>, TokenFault> {
    match claims.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            // A number beyond the range becomes its end.
            #[allow(clippy::cast_possible_truncation)]
            let whole = |number: f64| number as i64;
            let found = value.as_i64().or_else(|| value.as_f64().map(whole));
            found.map(Some).ok_or(TokenFault::Type(name, "a number of seconds"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_700_000_000;

    fn checked(more: Value) -> Result<(), TokenFault> {
        let Value::Object(mut claims) =
            json!({"iss": "https://a/", "sub": "7", "aud": "burgrave", "exp": NOW + 300, "iat": NOW})
        else {
            unreachable!("an object was written")
        };
        let Value::Object(more) = more else { unreachable!("objects are written") };
        claims.extend(more);
        let expected =
            Expected { issuer: Some("https://a/"), audience: Some("burgrave"), now: NOW, times: true };
        check(&claims, &expected)
    }

    #[test]
    fn claims_that_nobody_needs_may_have_any_type() {
        let odd = json!({"amr": "pwd", "acr": 1, "updated_at": "", "address": "Main Street", "picture": {"a": 1},
            "email_verified": "True", "auth_time": "yesterday", "locale": [], "zoneinfo": null});
        assert_eq!(checked(odd), Ok(()));
    }

    #[test]
    fn clocks_may_differ_by_a_minute() {
        for holds in [json!({"exp": NOW - 59}), json!({"nbf": NOW + 60}), json!({"exp": 1_700_000_000.5})] {
            assert_eq!(checked(holds), Ok(()));
        }
        assert_eq!(checked(json!({"exp": NOW - 60})), Err(TokenFault::Expired));
        assert_eq!(checked(json!({"nbf": NOW + 61})), Err(TokenFault::NotYet));
        assert_eq!(checked(json!({"exp": -1e300})), Err(TokenFault::Expired));
    }

    #[test]
    fn a_token_is_for_us_alone() {
        assert_eq!(checked(json!({"aud": ["other", "burgrave"]})), Ok(()));
        assert_eq!(checked(json!({"aud": ["other", "burgrave"], "azp": "burgrave"})), Ok(()));
        assert_eq!(checked(json!({"aud": ["other", "burgrave"], "azp": "other"})), Err(TokenFault::Party));
        assert_eq!(checked(json!({"azp": "other"})), Err(TokenFault::Party));
        assert_eq!(checked(json!({"aud": "other"})), Err(TokenFault::Audience));
        assert_eq!(checked(json!({"aud": []})), Err(TokenFault::Audience));
        assert_eq!(checked(json!({"iss": "https://a"})), Err(TokenFault::Issuer));
    }

    #[test]
    fn what_is_missing_or_has_another_type_is_named() {
        for name in ["iss", "aud", "exp", "iat"] {
            assert_eq!(checked(json!({name: null})), Err(TokenFault::Missing(name)));
        }
        for (name, value) in [
            ("iss", json!(1)),
            ("sub", json!(7)),
            ("aud", json!(true)),
            ("aud", json!(["a", 1])),
            ("azp", json!([])),
            ("exp", json!("3600")),
            ("nbf", json!({})),
        ] {
            assert!(
                matches!(checked(json!({name: value})), Err(TokenFault::Type(wrong, _)) if wrong == name)
            );
        }
    }
}
