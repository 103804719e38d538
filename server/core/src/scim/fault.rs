//! Why SCIM refuses something, in the words of RFC 7644 §3.12.

use std::fmt;

/// A refusal: its kind, and a detail for people with the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimFault {
    /// Which of the kinds that clients tell apart.
    pub kind: ScimType,
    /// For people.
    pub detail: String,
}

/// The values of `scimType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "camelCase")]
pub enum ScimType {
    /// The filter can't be read, or compares what can't be compared.
    InvalidFilter,
    /// Another resource has a value that must be unique.
    Uniqueness,
    /// What may not change, or may not be removed, would.
    Mutability,
    /// The request as a whole isn't what the operation takes.
    InvalidSyntax,
    /// A path that leads nowhere.
    InvalidPath,
    /// A path that matches nothing that is there.
    NoTarget,
    /// A value of the wrong type, or one that a required attribute lacks.
    InvalidValue,
    /// The request names a secret where it would be logged or compared.
    Sensitive,
}

impl ScimType {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl ScimFault {
    /// A refusal of this kind.
    pub fn new(kind: ScimType, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into() }
    }

    /// A value of the wrong type, or a missing one.
    pub fn value(detail: impl Into<String>) -> Self {
        Self::new(ScimType::InvalidValue, detail)
    }

    /// A request that isn't what the operation takes.
    pub fn syntax(detail: impl Into<String>) -> Self {
        Self::new(ScimType::InvalidSyntax, detail)
    }

    /// A filter that can't be read or carried out.
    pub fn filter(detail: impl Into<String>) -> Self {
        Self::new(ScimType::InvalidFilter, detail)
    }

    /// A path that leads nowhere.
    pub fn path(detail: impl Into<String>) -> Self {
        Self::new(ScimType::InvalidPath, detail)
    }

    /// What may not change.
    pub fn mutability(detail: impl Into<String>) -> Self {
        Self::new(ScimType::Mutability, detail)
    }
}

impl fmt::Display for ScimFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.kind.as_str(), self.detail)
    }
}

impl std::error::Error for ScimFault {}
