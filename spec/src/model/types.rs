//! The type of a value, with every constraint that its schema sets.

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer(Integer),
    /// A number.
    Number(Number),
    /// A string.
    Text(Text),
    /// The body itself, as bytes.
    Binary,
    /// A list.
    Array(Array),
    /// An object with free keys.
    Map(Map),
    /// Anything.
    Any,
    /// A named type of `Api::types`, by its Rust name.
    Named(String),
    /// The same on the heap, where a type would otherwise contain itself.
    Boxed(Box<Type>),
    /// A value or null, inside arrays, maps and unions. For properties, `Presence` says it.
    Nullable(Box<Type>),
}

/// A whole number and its bounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Integer {
    /// `int32`: an `i32`, otherwise an `i64`.
    pub narrow: bool,
    /// Inclusive.
    pub minimum: Option<i64>,
    /// Inclusive.
    pub maximum: Option<i64>,
    /// Positive.
    pub multiple_of: Option<i64>,
    /// `enum`; empty: no list.
    pub allowed: Vec<i64>,
}

/// A number and its bounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Number {
    /// The bound, and whether it is exclusive.
    pub minimum: Option<(f64, bool)>,
    /// The bound, and whether it is exclusive.
    pub maximum: Option<(f64, bool)>,
    /// Positive.
    pub multiple_of: Option<f64>,
    /// `enum`; empty: no list.
    pub allowed: Vec<f64>,
}

/// A string and its constraints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The Rust type of its values.
    pub format: Format,
    /// In characters (code points).
    pub min_length: Option<u64>,
    /// In characters (code points).
    pub max_length: Option<u64>,
    /// A regular expression that must match somewhere in it.
    pub pattern: Option<String>,
    /// The rule of the pattern in words that follow `must` (`x-pattern-words`).
    pub pattern_words: Option<String>,
    /// The Rust name of the identifier's type, if it is a component schema of format `uuid`.
    pub id: Option<String>,
    /// Never shown in faults, documentation examples or debug output (`format: password`, `writeOnly`).
    pub secret: bool,
}

/// The format of a string, and the Rust type that it is read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Any text: `String`.
    #[default]
    Plain,
    /// RFC 4122, hyphenated: `Uuid`.
    Uuid,
    /// RFC 3339: `DateTime<Utc>`.
    DateTime,
    /// RFC 3339 full-date: `NaiveDate`.
    Date,
    /// RFC 5321 addr-spec: `String`.
    Email,
    /// An absolute URL: `String`.
    Uri,
    /// Base64 (RFC 4648 §4): `Base64`.
    Byte,
    /// `Ipv4Addr`.
    Ipv4,
    /// `Ipv6Addr`.
    Ipv6,
}

/// A list and its bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// The type of its items.
    pub items: Box<Type>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique: bool,
}

/// The Rust name of a component schema; none for an inline schema. It doesn't restrict values, so types that
/// differ only in it are equal.
#[derive(Clone, Debug, Default)]
pub struct ComponentName(pub Option<String>);

impl PartialEq for ComponentName {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// An object with free keys and its bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// Its name, if it is a component schema.
    pub name: ComponentName,
    /// The type of its values.
    pub values: Box<Type>,
    /// Whether the values are lists or maps that may be null, which the server reads as empty.
    pub null_is_empty: bool,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
}
