//! The tags of one job or daemon: a flat map, in which `scope` and `owner` have a meaning.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::UserId;

/// Tags of one job or daemon at most, `scope` and `owner` included.
pub const MOST_TAGS: usize = 128;
/// Characters of a tag's key or value at most.
pub const TAG_LENGTH: usize = 1024;

const SCOPE: &str = "scope";
const OWNER: &str = "owner";
const ORGANIZATION: &str = "organization";
const USER: &str = "user";

/// Tags in their normal form: `scope` and `owner` are there, no value but that of `owner` is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tags(BTreeMap<String, String>);

/// Why a map is no set of tags.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagFault {
    /// PostgreSQL keeps no text with this byte, and nobody means it.
    #[error("must not hold the byte 0x00")]
    Nul,
    /// Longer than [`TAG_LENGTH`].
    #[error("must have at most {TAG_LENGTH} characters")]
    Long,
    /// More than [`MOST_TAGS`].
    #[error("must be at most {MOST_TAGS} tags")]
    Many,
}

impl Default for Tags {
    fn default() -> Self {
        let fixed = [(SCOPE, ORGANIZATION), (OWNER, "")];
        Self(fixed.map(|(key, value)| (key.to_owned(), value.to_owned())).into())
    }
}

impl Tags {
    /// Brings tags into their normal form. `scope: user` makes the owner `user`, whatever was written (the
    /// UUID of zeros where no user is known); every other scope is `organization`, with no owner. Tags with
    /// an empty value are dropped.
    ///
    /// # Errors
    /// Each tag that can't be kept, by its key; [`TagFault::Many`] has an empty key.
    pub fn normal(
        given: impl IntoIterator<Item = (String, String)>,
        user: Option<UserId>,
    ) -> Result<Self, Vec<(String, TagFault)>> {
        let mut tags: BTreeMap<_, _> = given.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let fault = |text: &String| match text {
            text if text.contains('\0') => Some(TagFault::Nul),
            text if text.chars().count() > TAG_LENGTH => Some(TagFault::Long),
            _ => None,
        };
        let faults =
            tags.iter().filter_map(|(key, value)| Some((key.clone(), fault(key).or_else(|| fault(value))?)));
        let mut faults: Vec<_> = faults.collect();
        let scope = tags.remove(SCOPE);
        tags.remove(OWNER);
        if tags.len() + 2 > MOST_TAGS {
            faults.push((String::new(), TagFault::Many));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (scope, owner) = match scope.as_deref() {
            Some(USER) => (USER, user.unwrap_or_default().to_string()),
            _ => (ORGANIZATION, String::new()),
        };
        tags.insert(SCOPE.into(), scope.into());
        tags.insert(OWNER.into(), owner);
        Ok(Self(tags))
    }

    /// Whether these are exactly the tags that everything has which names none.
    #[must_use]
    pub fn are_default(&self) -> bool {
        self.0.len() == 2 && self.get(SCOPE) == Some(ORGANIZATION) && self.get(OWNER) == Some("")
    }

    /// The value of a tag.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The tags by their keys, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The one text that these tags have: a JSON object with sorted keys. Equal tags have equal texts.
    #[must_use]
    pub fn to_key(&self) -> String {
        let object: serde_json::Map<_, _> =
            self.0.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect();
        serde_json::Value::Object(object).to_string()
    }

    /// The tags that [`Tags::to_key`] wrote; none for another text.
    #[must_use]
    pub fn from_key(text: &str) -> Option<Self> {
        let tags = Self(serde_json::from_str(text).ok()?);
        (tags.get(SCOPE).is_some() && tags.get(OWNER).is_some()).then_some(tags)
    }
}

/// What a request asks for beside what its template says; the request wins where both give a key.
#[must_use]
pub fn merged(
    template: impl IntoIterator<Item = (String, String)>,
    request: impl IntoIterator<Item = (String, String)>,
) -> BTreeMap<String, String> {
    template.into_iter().chain(request).collect()
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_map;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const USER_ID: UserId = UserId::new(Uuid::from_u128(9));

    fn normal(given: &[(&str, &str)]) -> Tags {
        let given = given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Tags::normal(given, Some(USER_ID)).expect("they can be kept")
    }

    #[test]
    fn scope_and_owner_are_always_there() {
        assert_eq!(normal(&[]), Tags::default());
        assert_eq!(normal(&[("scope", "")]), Tags::default());
        assert_eq!(normal(&[("scope", "galaxy"), ("owner", "x")]), Tags::default());
        assert_eq!(normal(&[("owner", "x")]), Tags::default());
        let mine = normal(&[("scope", "user"), ("owner", "somebody")]);
        assert_eq!(mine.get("owner"), Some(USER_ID.to_string().as_str()));
        let nobody = Tags::normal([("scope".to_owned(), "user".to_owned())], None).expect("they can be kept");
        assert_eq!(nobody.get("owner"), Some(Uuid::nil().to_string().as_str()));
    }

    #[test]
    fn empty_values_are_dropped_and_empty_keys_kept() {
        let tags = normal(&[("env", ""), ("", "x"), ("zone", "eu")]);
        assert_eq!(tags.to_key(), r#"{"":"x","owner":"","scope":"organization","zone":"eu"}"#);
        assert!(!tags.are_default() && normal(&[("env", "")]).are_default());
    }

    #[test]
    fn every_tag_that_can_not_be_kept_is_named() {
        let given =
            [("a\0", "x"), ("b", "\0"), ("c", "fine")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        let long = ("d".to_owned(), "ä".repeat(TAG_LENGTH + 1));
        let faults = Tags::normal(given.into_iter().chain([long]), None).expect_err("three are wrong");
        let expected = [("a\0", TagFault::Nul), ("b", TagFault::Nul), ("d", TagFault::Long)];
        assert_eq!(faults, expected.map(|(key, fault)| (key.to_owned(), fault)));
        let many = (0..MOST_TAGS).map(|number| (number.to_string(), "x".to_owned()));
        assert_eq!(Tags::normal(many, None), Err(vec![(String::new(), TagFault::Many)]));
    }

    #[test]
    fn the_request_wins_over_the_template() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let both = merged([pair("a", "template"), pair("b", "template")], [pair("a", "request")]);
        assert_eq!(both, BTreeMap::from([pair("a", "request"), pair("b", "template")]));
    }

    proptest! {
        #[test]
        fn the_key_tells_tags_apart_and_gives_them_back(
            one in btree_map("[a-z\"\\\\]{0,3}", "[a-z\"\\\\]{0,3}", 0..5),
            other in btree_map("[a-z]{0,2}", "[a-z]{0,2}", 0..3),
        ) {
            let (one, other) = (Tags::normal(one, None).unwrap(), Tags::normal(other, None).unwrap());
            prop_assert_eq!(one.to_key() == other.to_key(), one == other);
            let again = Tags::normal(one.0.clone(), None).unwrap();
            prop_assert_eq!(&again, &one, "the normal form of a normal form");
            prop_assert_eq!(Tags::from_key(&one.to_key()), Some(one));
        }
    }
}
