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
    pub(super) fn at(file: &str, lines: &Lines, byte: usize) -> Self {
        Self { file: file.to_owned(), line: lines.0.partition_point(|start| *start <= byte).max(1) }
    }
}

/// Where the lines of a text begin.
#[derive(Debug)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} line {}", self.file, self.line)
    }
}
