//! Subject, address, names and picture, from claims whose names the operator may choose.

use email_address::EmailAddress;
use serde_json::Value;

use crate::idpsync::Claims;

/// Longest subject, in characters (OpenID Connect Core section 2).
const LONGEST_SUBJECT: usize = 255;
/// Longest name of a person, in characters; the rest is cut off.
const LONGEST_NAME: usize = crate::bounds::PERSON_NAME;
/// Longest address of a picture, in bytes; a longer one is left out.
const LONGEST_PICTURE: usize = crate::bounds::PICTURE;

/// Which claims hold what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimNames {
    /// The address.
    pub email: String,
    /// What a new user is called.
    pub username: String,
    /// The name for people.
    pub name: String,
}

/// The identity of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider's name for the account, which never changes.
    pub subject: String,
    /// The address.
    pub email: String,
    /// Whether the provider says that the address isn't proven; saying nothing counts as proven.
    pub unverified: bool,
    /// What a new user may be called; not a fit username yet, and empty when the claim is absent.
    pub username: String,
    /// The name for people, without white space at its ends.
    pub name: String,
    /// Address of a picture; may be empty.
    pub picture: String,
}

/// Why claims have no identity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityFault {
    /// No subject.
    #[error("The provider gave no subject (\"sub\").")]
    NoSubject,
    /// An invalid subject.
    #[error(
        "The provider's subject (\"sub\") is longer than {LONGEST_SUBJECT} characters, or holds control \
         characters."
    )]
    Subject,
    /// No address, and no username that is one.
    #[error("No email found in OIDC payload: the claim {0:?} is missing.")]
    NoEmail(String),
    /// The address is no text.
    #[error("The claim {0:?} must be a text.")]
    EmailType(String),
    /// The address can't be one.
    #[error("The claim {0:?} is no email address.")]
    Email(String),
}

/// Reads the claims.
///
/// # Errors
/// The first thing that is missing or unfit.
pub fn identity(claims: &Claims, names: &ClaimNames) -> Result<Identity, IdentityFault> {
    let subject =
        text(claims, "sub").filter(|subject| !subject.is_empty()).ok_or(IdentityFault::NoSubject)?;
    if subject.chars().count() > LONGEST_SUBJECT || subject.contains(char::is_control) {
        return Err(IdentityFault::Subject);
    }
    let username = text(claims, &names.username).unwrap_or_default();
    let fits = |picture: &&str| picture.len() <= LONGEST_PICTURE && !picture.contains(char::is_control);
    let picture = text(claims, "picture").filter(fits);
    Ok(Identity {
        subject: subject.to_owned(),
        email: email(claims, names, username)?,
        unverified: unverified(claims),
        username: username.to_owned(),
        name: name(text(claims, &names.name).unwrap_or_default()),
        picture: picture.unwrap_or_default().to_owned(),
    })
}

fn text<'a>(claims: &'a Claims, field: &str) -> Option<&'a str> {
    claims.get(field).and_then(Value::as_str)
}

fn email(claims: &Claims, names: &ClaimNames, username: &str) -> Result<String, IdentityFault> {
    let field = || names.email.clone();
    let valid = |email: &str| EmailAddress::is_valid(email) && !email.contains(char::is_control);
    match claims.get(&names.email) {
        Some(Value::String(email)) if valid(email) => Ok(email.clone()),
        Some(Value::String(email)) if !email.is_empty() => Err(IdentityFault::Email(field())),
        None | Some(Value::Null | Value::String(_)) if valid(username) => Ok(username.to_owned()),
        None | Some(Value::Null | Value::String(_)) => Err(IdentityFault::NoEmail(field())),
        Some(_) => Err(IdentityFault::EmailType(field())),
    }
}

/// Some providers send the text `"false"`; anything that isn't plainly true is no proof.
fn unverified(claims: &Claims) -> bool {
    match claims.get("email_verified") {
        None | Some(Value::Null | Value::Bool(true)) => false,
        Some(Value::String(text)) => !text.eq_ignore_ascii_case("true"),
        Some(_) => true,
    }
}

fn name(text: &str) -> String {
    let printable = text.chars().filter(|letter| !letter.is_control());
    let cut: String = printable.collect::<String>().trim().chars().take(LONGEST_NAME).collect();
    cut.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<Identity, IdentityFault> {
        let Value::Object(claims) = value else { unreachable!("objects were written") };
        let names =
            ClaimNames { email: "email".into(), username: "preferred_username".into(), name: "name".into() };
        identity(&claims, &names)
    }

    #[test]
    fn claims_become_an_identity() {
        let found = read(json!({
            "sub": "7", "email": "ada@example.com", "email_verified": true, "preferred_username": "ada",
            "name": "  Ada Lovelace ", "picture": "https://example.com/a.png",
        }));
        let expected = Identity {
            subject: "7".into(),
            email: "ada@example.com".into(),
            unverified: false,
            username: "ada".into(),
            name: "Ada Lovelace".into(),
            picture: "https://example.com/a.png".into(),
        };
        assert_eq!(found, Ok(expected));
    }

    #[test]
    fn without_an_address_a_username_that_is_one_counts() {
        let found = read(json!({"sub": "7", "preferred_username": "ada@example.com"}));
        assert_eq!(found.map(|found| found.email), Ok("ada@example.com".into()));
    }

    #[test]
    fn what_is_missing_or_unfit_is_named() {
        assert_eq!(read(json!({})), Err(IdentityFault::NoSubject));
        assert_eq!(read(json!({"sub": ""})), Err(IdentityFault::NoSubject));
        assert_eq!(read(json!({"sub": "x".repeat(256)})), Err(IdentityFault::Subject));
        assert_eq!(read(json!({"sub": "a\0b"})), Err(IdentityFault::Subject));
        assert_eq!(read(json!({"sub": "7"})), Err(IdentityFault::NoEmail("email".into())));
        assert_eq!(read(json!({"sub": "7", "email": 1})), Err(IdentityFault::EmailType("email".into())));
        assert_eq!(read(json!({"sub": "7", "email": "ada"})), Err(IdentityFault::Email("email".into())));
    }

    #[test]
    fn only_a_plain_yes_or_nothing_proves_an_address() {
        let with =
            |verified: Value| read(json!({"sub": "7", "email": "a@example.com", "email_verified": verified}));
        for proven in [json!(true), json!(null), json!("true"), json!("True")] {
            assert_eq!(with(proven).map(|found| found.unverified), Ok(false));
        }
        for unproven in [json!(false), json!("false"), json!(""), json!(1), json!([true])] {
            assert_eq!(with(unproven).map(|found| found.unverified), Ok(true));
        }
    }

    #[test]
    fn long_names_are_cut_without_leaving_white_space() {
        let long = format!("{} b", "a".repeat(127));
        let found = read(json!({"sub": "7", "email": "a@example.com", "name": long}));
        assert_eq!(found.map(|found| found.name), Ok("a".repeat(127)));
    }
}
