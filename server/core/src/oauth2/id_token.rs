//! The claims that an app gets about the person who authorized it (OpenID Connect Core §2 and §5.1).

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::scope::{IdentityScope, Scopes};
use super::{SigningAlgorithm, signing};

/// How long an ID token lasts: it is read at a login, and not kept.
pub const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// The longest nonce, in bytes.
pub const LONGEST_NONCE: usize = 1024;

/// A person, as apps may know them.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are those of a user")]
pub struct Person<'a> {
    pub id: Uuid,
    pub username: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    /// Whether the identity provider has verified the address.
    pub email_verified: bool,
    pub picture: &'a str,
    pub updated_at: DateTime<Utc>,
}

/// What an ID token says beside the person.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are the claims of OpenID Connect Core section 2")]
pub struct Occasion<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub authenticated_at: DateTime<Utc>,
    pub access_token: &'a str,
    pub now: DateTime<Utc>,
}

/// What userinfo tells: who the person is, and what the scopes name beside it.
#[must_use]
pub fn userinfo(person: &Person<'_>, scopes: &Scopes) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut tell = |name: &str, value: Value| {
        if value.as_str() != Some("") {
            claims.insert(name.into(), value);
        }
    };
    tell("sub", person.id.to_string().into());
    if scopes.has(IdentityScope::Profile) {
        tell("preferred_username", person.username.into());
        tell("name", person.name.into());
        tell("picture", person.picture.into());
        tell("updated_at", person.updated_at.timestamp().into());
    }
    if scopes.has(IdentityScope::Email) && !person.email.is_empty() {
        tell("email", person.email.into());
        tell("email_verified", person.email_verified.into());
    }
    claims
}

/// The claims of an ID token.
#[must_use]
pub fn claims(
    person: &Person<'_>,
    scopes: &Scopes,
    occasion: &Occasion<'_>,
    algorithm: SigningAlgorithm,
) -> Value {
    let mut claims = userinfo(person, scopes);
    let mut tell = |name: &str, value: Value| {
        claims.insert(name.into(), value);
    };
    tell("iss", occasion.issuer.into());
    tell("aud", occasion.client_id.into());
    tell("azp", occasion.client_id.into());
    tell("iat", occasion.now.timestamp().into());
    tell("exp", (occasion.now + LIFETIME).timestamp().into());
    tell("auth_time", occasion.authenticated_at.timestamp().into());
    tell("at_hash", signing::half_hash(algorithm, occasion.access_token).into());
    if !occasion.nonce.is_empty() {
        tell("nonce", occasion.nonce.into());
    }
    Value::Object(claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: Person<'_> = Person {
        id: Uuid::from_u128(7),
        username: "amira",
        name: "",
        email: "amira@example.com",
        email_verified: false,
        picture: "",
        updated_at: DateTime::UNIX_EPOCH,
    };

    #[test]
    fn each_scope_tells_its_own_claims_and_empty_ones_are_left_out() {
        let told = |scopes: &str| {
            let claims = userinfo(&PERSON, &Scopes::existing(scopes));
            claims.keys().cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told("openid"), "sub");
        assert_eq!(told("openid profile"), "sub preferred_username updated_at");
        assert_eq!(told("openid email"), "sub email email_verified");
    }

    #[test]
    fn a_token_names_its_occasion() {
        let occasion = Occasion {
            issuer: "https://burgrave.example",
            client_id: "app",
            nonce: "",
            authenticated_at: DateTime::UNIX_EPOCH,
            access_token: "abc",
            now: DateTime::UNIX_EPOCH,
        };
        let scopes = Scopes::existing("openid");
        let said = claims(&PERSON, &scopes, &occasion, SigningAlgorithm::Rs256);
        assert_eq!((&said["exp"], &said["aud"]), (&3600.into(), &"app".into()));
        assert!(said.get("nonce").is_none());
        let with = Occasion { nonce: "n-0", ..occasion };
        assert_eq!(claims(&PERSON, &scopes, &with, SigningAlgorithm::Rs256)["nonce"], "n-0");
    }
}
