//! Types that get a Rust item of their own.

use serde_json::Value;

use super::Type;
use crate::node::pointer;

/// A struct, an enum or a newtype of the generated code.
#[derive(Clone, Debug)]
pub struct NamedType {
    /// The Rust name.
    pub name: String,
    /// JSON pointer of its schema in the bundle.
    pub pointer: String,
    /// Markdown, or empty.
    pub description: String,
    /// Its kind and its parts.
    pub shape: Shape,
    /// Some request contains it: it is decoded.
    pub input: bool,
    /// Some answer contains it, or nothing does: it is serialised.
    pub output: bool,
}

/// The kind and the parts of a named type.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object with named properties.
    Struct {
        /// In order of appearance.
        properties: Vec<Property>,
        /// The values of all other properties, when the schema gives them a type.
        additional: Option<(String, Type)>,
        /// `minProperties`.
        min_properties: Option<u64>,
        /// `maxProperties`.
        max_properties: Option<u64>,
    },
    /// One of several strings.
    Enum(Vec<Variant>),
    /// One of several types.
    Union {
        /// In order of appearance.
        variants: Vec<UnionVariant>,
        /// How the alternative of a value is found.
        tell: Tell,
    },
    /// Another type, which contains itself and therefore needs a name (`type Tree = Vec<Tree>`).
    Newtype(Type),
}

/// One property of a struct.
#[derive(Clone, Debug)]
pub struct Property {
    /// As it stands on the wire.
    pub name: String,
    /// The Rust field.
    pub field: String,
    /// Markdown, or empty.
    pub description: String,
    /// Its type without `Option` and `Field`.
    pub ty: Type,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// `readOnly`: ignored in requests.
    pub read_only: bool,
    /// `writeOnly`: left out of answers.
    pub write_only: bool,
}

/// Whether a property may be absent, null, or both.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// Always there, never null: `T`.
    Required,
    /// Always there, perhaps null: `Option<T>`.
    Nullable,
    /// Perhaps absent, never null: `Option<T>`.
    Optional,
    /// Absent, null or a value: `Field<T>`.
    Either,
    /// This value when absent; may be null if the flag is set: `T` or `Option<T>`.
    Default(Value, bool),
}

/// One string of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// As it stands on the wire.
    pub value: String,
    /// The Rust variant.
    pub rust: String,
}

/// One alternative of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// The Rust variant.
    pub rust: String,
    /// What it holds.
    pub ty: Type,
    /// The values of the discriminator that select it; empty without a discriminator.
    pub tags: Vec<String>,
    /// The JSON types of its values: `object`, `array`, `string`, `number`, `boolean`.
    pub json: Vec<&'static str>,
}

/// How the alternative of a value of a union is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tell {
    /// By the value of this property.
    Property(String),
    /// By JSON type: no two alternatives share one.
    JsonType,
    /// The first alternative that decodes without a fault.
    Order,
}

impl NamedType {
    /// Its key under `components.schemas`; none for an inline schema.
    pub fn component(&self) -> Option<String> {
        let key = self.pointer.strip_prefix("/components/schemas/").filter(|key| !key.contains('/'))?;
        Some(pointer::unescape(key))
    }
}

impl Property {
    /// The field's type with its presence, for the documentation: `T`, `Option<T>` or `Field<T>`.
    pub fn rust(&self) -> String {
        self.around(self.ty.rust(), "")
    }

    /// The field's type with its presence, for generated code.
    pub fn qualified(&self) -> String {
        self.around(self.ty.qualified(), "prelude::")
    }

    fn around(&self, inner: String, at: &str) -> String {
        match self.presence {
            Presence::Required | Presence::Default(_, false) => inner,
            Presence::Nullable | Presence::Optional | Presence::Default(_, true) => {
                format!("{at}Option<{inner}>")
            }
            Presence::Either => format!("{at}Field<{inner}>"),
        }
    }
}
