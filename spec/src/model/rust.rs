//! The spelling of types in Rust.

use super::{Format, Type};

/// The module in which generated code finds all that isn't generated.
const PRELUDE: &str = "prelude::";

impl Type {
    /// The spelling for the documentation: `Option<Vec<Uuid>>`, `BTreeMap<String, i64>`, `Group`.
    pub fn rust(&self) -> String {
        self.spelled("")
    }

    /// The spelling for generated code, whose own names can't collide with it:
    /// `prelude::Option<prelude::Uuid>`.
    pub fn qualified(&self) -> String {
        self.spelled(PRELUDE)
    }

    fn spelled(&self, at: &str) -> String {
        match self {
            Type::Boolean => "bool".into(),
            Type::Integer(integer) => (if integer.narrow { "i32" } else { "i64" }).into(),
            Type::Number(_) => "f64".into(),
            Type::Text(text) => match &text.id {
                Some(name) if at.is_empty() => name.clone(),
                Some(name) => format!("{at}ids::{name}"),
                None => text.format.spelled(at),
            },
            Type::Binary => format!("{at}Bytes"),
            Type::Array(array) => format!("{at}Vec<{}>", array.items.spelled(at)),
            Type::Map(map) => format!("{at}BTreeMap<{at}String, {}>", map.values.spelled(at)),
            Type::Any => format!("{at}Value"),
            Type::Named(name) => name.clone(),
            Type::Boxed(inner) => format!("{at}Box<{}>", inner.spelled(at)),
            Type::Nullable(inner) => format!("{at}Option<{}>", inner.spelled(at)),
        }
    }
}

impl Format {
    fn spelled(self, at: &str) -> String {
        match self {
            Format::Plain | Format::Email | Format::Uri => format!("{at}String"),
            Format::Uuid => format!("{at}Uuid"),
            Format::DateTime => format!("{at}DateTime<{at}Utc>"),
            Format::Date => format!("{at}NaiveDate"),
            Format::Byte => format!("{at}Base64"),
            Format::Ipv4 => format!("{at}Ipv4Addr"),
            Format::Ipv6 => format!("{at}Ipv6Addr"),
        }
    }
}
