//! What is wrong with a specification, where, and how it is mended.

use std::fmt;
use std::path::PathBuf;

/// One fault of a specification. Faults sort by place: file, line, then pointer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, under the folder that was given to [`crate::load`].
    pub file: PathBuf,
    /// The line, from 1; 0 when the fault is the file as a whole.
    pub line: usize,
    /// JSON pointer into the bundled specification; empty when the file has no place in it yet (syntax
    /// errors).
    pub pointer: String,
    /// The rule's name, `kebab-case`.
    pub rule: &'static str,
    /// What is wrong, without a full stop.
    pub problem: String,
    /// What to do about it, in the imperative, without a full stop.
    pub mend: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: [{}] {}", self.file.display(), self.line, self.rule, self.problem)?;
        if !self.pointer.is_empty() {
            write!(f, " (at {})", self.pointer)?;
        }
        write!(f, "; {}", self.mend)
    }
}

impl std::error::Error for Fault {}
