//! What an account here takes from a user there.

use serde_json::Value;

use super::ScimFault;
use super::document::Document;
use super::filter::fold;
use super::schema::USERS;
use crate::names::prepared_user_name;

/// Characters of a person's name at most.
const NAME: usize = crate::bounds::PERSON_NAME;

/// Characters of an email address at most (RFC 5321 §4.5.3.1.3).
const EMAIL: usize = crate::bounds::EMAIL;

/// What an account takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// `userName`.
    pub user_name: String,
    /// The same as it is compared: spellings of one name are one.
    pub user_name_key: String,
    /// Whether `emails` contains the `userName` as well, so that both identify one person.
    pub user_name_agrees: bool,
    /// The primary email address, or else the first, or else `userName`.
    pub email: String,
    /// The person's name; may be empty.
    pub name: String,
}

impl Person {
    /// From a document.
    ///
    /// # Errors
    /// `invalidValue` when there is no email address.
    pub fn of(document: &Document) -> Result<Self, ScimFault> {
        let user_name = text(document.get("userName"));
        let given = email(document);
        let email = if given.is_empty() { user_name } else { given };
        if email.len() > EMAIL || !email_address::EmailAddress::is_valid(email) {
            let detail =
                "emails must have an address, unless userName is one: accounts here are found by it.";
            return Err(ScimFault::value(detail));
        }
        Ok(Self {
            user_name: user_name.to_owned(),
            user_name_key: key(user_name),
            user_name_agrees: addresses(document).any(|address| address.eq_ignore_ascii_case(user_name)),
            email: email.to_owned(),
            name: name(document),
        })
    }

    /// Whether the `userName` can be one: of somebody who has another one already, this isn't asked.
    ///
    /// # Errors
    /// `invalidValue` for characters that look like others or like nothing (RFC 8265).
    pub fn fit(&self) -> Result<(), ScimFault> {
        match prepared_user_name(&self.user_name) {
            Ok(_) => Ok(()),
            Err(unfit) => Err(ScimFault::value(format!("userName {unfit}."))),
        }
    }
}

fn key(user_name: &str) -> String {
    USERS.attribute("userName").map(|name| fold(name, user_name).into_owned()).unwrap_or_default()
}

fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).map(str::trim).unwrap_or_default()
}

fn addresses(document: &Document) -> impl Iterator<Item = &str> {
    let entries = document.get("emails").and_then(Value::as_array).into_iter().flatten();
    entries.map(|entry| text(entry.get("value")))
}

fn email(document: &Document) -> &str {
    let entries = document.get("emails").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let primary = entries.iter().find(|entry| entry["primary"] == true).or(entries.first());
    text(primary.and_then(|entry| entry.get("value")))
}

/// What a document says of the person's name; may be empty.
pub fn name(document: &Document) -> String {
    let part = |name: &str| text(document.get("name").and_then(|parts| parts.get(name)));
    let display = text(document.get("displayName"));
    let whole = [display, part("formatted")].into_iter().find(|text| !text.is_empty()).map(str::to_owned);
    let whole = whole.unwrap_or_else(|| format!("{} {}", part("givenName"), part("familyName")));
    whole.trim().chars().take(NAME).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn person(document: Value) -> Result<(String, String), ScimFault> {
        Person::of(document.as_object().unwrap()).map(|person| (person.email, person.name))
    }

    #[test]
    fn spellings_of_a_user_name_have_one_key_and_what_hides_is_unfit() {
        let of = |name: &str| {
            Person::of(json!({"userName": name, "emails": [{"value": "a@b.c"}]}).as_object().unwrap())
                .unwrap()
        };
        for spelling in ["andr\u{e9}", "ANDR\u{c9}", "andre\u{301}", "\u{ff41}\u{ff4e}\u{ff44}\u{ff52}\u{e9}"]
        {
            assert_eq!(of(spelling).user_name_key, "andr\u{e9}");
            assert_eq!(of(spelling).fit(), Ok(()));
        }
        assert!(of("and\u{200b}re").fit().is_err_and(|fault| fault.detail.starts_with("userName must be")));
    }

    #[test]
    fn the_primary_address_goes_before_the_first_and_that_before_the_user_name() {
        let emails = json!([{"value": "a@b.c"}, {"value": "p@b.c", "primary": true}]);
        let both = person(json!({"userName": "x", "emails": emails, "displayName": "Ami"}));
        assert_eq!(both, Ok(("p@b.c".into(), "Ami".into())));
        let first = person(
            json!({"userName": "x", "emails": [{"value": "a@b.c", "primary": false}], "name": {"givenName": "A", "familyName": "H"}}),
        );
        assert_eq!(first, Ok(("a@b.c".into(), "A H".into())));
        assert_eq!(person(json!({"userName": "u@b.c"})), Ok(("u@b.c".into(), String::new())));
        assert!(person(json!({"userName": "u"})).is_err());
        assert!(person(json!({"userName": "u@b.c", "emails": [{"value": "nonsense"}]})).is_err());
    }
}
