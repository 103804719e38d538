//! Faults: parts of the specification that can't be expressed in Rust, with their places.

use std::fmt;

/// A part of the specification that can't be expressed in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFault {
    /// JSON pointer into the bundle (RFC 6901).
    pub pointer: String,
    /// What is wrong there.
    pub problem: String,
    /// What to write instead.
    pub mend: String,
}

impl fmt::Display for ModelFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} (at {}); {}", self.problem, self.pointer, self.mend)
    }
}
