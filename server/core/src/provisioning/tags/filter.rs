//! The tags that a list of jobs or daemons asks for.

use std::collections::BTreeMap;

use super::{MOST_TAGS, Tags, serves};

/// A filter by tags, as clients write it: a JSON object of texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagFilter(BTreeMap<String, String>);

/// The text is no filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a JSON object of at most {MOST_TAGS} texts, such as {{\"scope\":\"organization\"}}")]
pub struct UnreadableFilter;

impl TagFilter {
    /// Reads a filter. An empty text and an empty object let everything pass.
    ///
    /// # Errors
    /// The text is no JSON object of texts, or too long.
    pub fn parse(text: &str) -> Result<Self, UnreadableFilter> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let tags: BTreeMap<_, _> = serde_json::from_str(text).map_err(|_| UnreadableFilter)?;
        if tags.len() > MOST_TAGS { Err(UnreadableFilter) } else { Ok(Self(tags)) }
    }

    /// Whether everything passes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether tags pass: they hold all that are asked for. Exactly the default tags let only those pass.
    #[must_use]
    pub fn passes(&self, tags: &Tags) -> bool {
        match serde_json::to_string(&self.0).ok().and_then(|text| Tags::from_key(&text)) {
            Some(asked) => serves(tags, &asked),
            None => self.0.iter().all(|(key, value)| tags.get(key) == Some(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(given: &[(&str, &str)]) -> Tags {
        let given = given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Tags::normal(given, None).expect("they can be kept")
    }

    #[test]
    fn tags_pass_that_hold_what_is_asked_for() {
        let (plain, tagged) = (tags(&[]), tags(&[("env", "dev"), ("dc", "oslo")]));
        for (filter, on_plain, on_tagged) in [
            ("", true, true),
            ("{}", true, true),
            (r#"{"env":"dev"}"#, false, true),
            (r#"{"env":"test"}"#, false, false),
            (r#"{"scope":"organization"}"#, true, true),
            (r#"{"scope":"organization","owner":""}"#, true, false),
            (r#"{"scope":"organization","owner":"","dc":"oslo"}"#, false, true),
        ] {
            let read = TagFilter::parse(filter).expect("a filter");
            assert_eq!((read.passes(&plain), read.passes(&tagged)), (on_plain, on_tagged), "{filter}");
        }
    }

    #[test]
    fn what_is_no_object_of_texts_is_no_filter() {
        for text in ["[]", "x", r#"{"a":1}"#, r#"{"a":"b""#, "null"] {
            assert_eq!(TagFilter::parse(text), Err(UnreadableFilter), "{text}");
        }
    }
}
