//! How a type is spelled in Rust.

use super::{Format, Type};

impl Type {
    /// The Rust spelling: `Option<Vec<Uuid>>`, `BTreeMap<String, i64>`, `Group`.
    pub fn rust(&self) -> String {
        match self {
            Type::Boolean => "bool".into(),
            Type::Integer(integer) => (if integer.narrow { "i32" } else { "i64" }).into(),
            Type::Number(_) => "f64".into(),
            Type::Text(text) => text.format.rust().into(),
            Type::Binary => "Bytes".into(),
            Type::Array(array) => format!("Vec<{}>", array.items.rust()),
            Type::Map(map) => format!("BTreeMap<String, {}>", map.values.rust()),
            Type::Any => "Value".into(),
            Type::Named(name) => name.clone(),
            Type::Boxed(inner) => format!("Box<{}>", inner.rust()),
            Type::Nullable(inner) => format!("Option<{}>", inner.rust()),
        }
    }
}

impl Format {
    /// The Rust spelling of what the text is read as.
    pub fn rust(self) -> &'static str {
        match self {
            Format::Plain | Format::Email | Format::Uri => "String",
            Format::Uuid => "Uuid",
            Format::DateTime => "DateTime<Utc>",
            Format::Date => "NaiveDate",
            Format::Byte => "Base64",
            Format::Ipv4 => "Ipv4Addr",
            Format::Ipv6 => "Ipv6Addr",
        }
    }
}
