//! Where something stands in a template.

use std::fmt;

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's name, from the template's folder.
    pub file: String,
    /// The line, from 1 on.
    pub line: usize,
}

impl Place {
    /// The line of a byte of a text.
    pub(super) fn at(file: &str, text: &str, byte: usize) -> Self {
        let before = &text.as_bytes()[..byte.min(text.len())];
        Self { file: file.to_owned(), line: 1 + before.iter().filter(|byte| **byte == b'\n').count() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} line {}", self.file, self.line)
    }
}
