//! How a JSON value becomes a Rust value.

use serde_json::Value;

use super::Faults;

/// A type that is read from JSON, with all rules of its schema.
pub trait Decode: Sized {
    /// The value, or none after adding at least one fault.
    fn decode(value: Value, faults: &mut Faults) -> Option<Self>;

    /// The JSON that a text stands for where scalars come as text; text itself for most types.
    fn lift(value: Value) -> Value {
        value
    }
}

/// A schema: what is read, and the bounds that its values keep.
pub trait Rule {
    /// What is read.
    type Output;

    /// The value, or none after adding at least one fault.
    fn read(&self, value: Value, faults: &mut Faults) -> Option<Self::Output>;

    /// The JSON that a text stands for where scalars come as text; text itself for most rules.
    fn lift(&self, value: Value) -> Value {
        value
    }

    /// Whether texts that differ in letter case only mean the same, so that a list of unique items holds one of them.
    fn folds_case(&self) -> bool {
        false
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(value: Value, faults: &mut Faults) -> Option<Self> {
        T::decode(value, faults).map(Box::new)
    }

    fn lift(value: Value) -> Value {
        T::lift(value)
    }
}
