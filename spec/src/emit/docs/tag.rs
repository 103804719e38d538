//! The page of a tag.

use super::operation::Operation;

/// One tag and its operations, ordered by path and method.
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) description: &'a str,
    pub(super) operations: Vec<Operation<'a>>,
}

impl Tag<'_> {
    /// The page's file name.
    pub(super) fn file(&self) -> String {
        let words: Vec<String> =
            self.name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        format!("{}.md", words.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join("-"))
    }
}
