//! The type of a value, with every constraint that its schema sets.

/// What a schema says about a value.
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
    /// A value or null, inside arrays, maps and unions; properties have `Presence` for it.
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

/// A string and what it must look like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// What it is read as.
    pub format: Format,
    /// In characters (code points).
    pub min_length: Option<u64>,
    /// In characters (code points).
    pub max_length: Option<u64>,
    /// A regular expression that must match somewhere in it.
    pub pattern: Option<String>,
    /// What the pattern asks for, in words that stand behind `must` (`x-pattern-words`).
    pub pattern_words: Option<String>,
    /// The name of the identifier that it is: that of the component schema of format `uuid`.
    pub id: Option<String>,
    /// Never shown in faults, documentation examples or debug output (`format: password`, `writeOnly`).
    pub secret: bool,
}

/// What a string is read as.
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
    /// What it holds.
    pub items: Box<Type>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique: bool,
}

/// An object with free keys and its bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// What each key holds.
    pub values: Box<Type>,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
}
