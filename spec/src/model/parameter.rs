//! One parameter of an operation.

use serde_json::Value;

use super::Type;

/// A path, query or header parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// As it stands on the wire.
    pub name: String,
    /// The field of the parameters' struct.
    pub field: String,
    /// Where it travels.
    pub location: Location,
    /// Whether every request must have it; always true in paths.
    pub required: bool,
    /// Markdown, or empty.
    pub description: String,
    /// How arrays and objects are written as text.
    pub style: Style,
    /// The type that it decodes to.
    pub ty: Type,
    /// Its value when it is absent.
    pub default: Option<Value>,
    /// `?name=` means the same as absence (`allowEmptyValue`).
    pub empty_is_absent: bool,
    /// `x-object`: the kind of object that it names.
    pub object: Option<String>,
    /// `x-secret`: a variable of the path whose value is in no log.
    pub secret: bool,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// How a parameter's value is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// One scalar.
    Plain,
    /// An array, one pair an item: `a=1&a=2`.
    Exploded,
    /// An array in one value, its items separated by this character (`,`, space or `|`).
    Joined(char),
    /// JSON text (`content: application/json`).
    Json,
}

impl Parameter {
    /// The field's type for the documentation: an optional array is a plain `Vec`, empty when absent.
    pub fn rust(&self) -> String {
        self.around(self.ty.rust(), "")
    }

    /// The field's type for generated code.
    pub fn qualified(&self) -> String {
        self.around(self.ty.qualified(), "prelude::")
    }

    fn around(&self, inner: String, at: &str) -> String {
        if self.required || self.default.is_some() || matches!(self.ty, Type::Array(_)) {
            inner
        } else {
            format!("{at}Option<{inner}>")
        }
    }
}
