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

    /// One spelling for all texts that mean the same value: a list of unique items holds one of them.
    fn spelling(text: String) -> String {
        text
    }

    /// Whether an empty text counts as left out where the value may be absent: a list of words that it isn't
    /// among.
    fn empty_is_left_out() -> bool {
        false
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

    /// One spelling for all texts that mean the same value: a list of unique items holds one of them.
    fn spelling(&self, text: String) -> String {
        text
    }

    /// Whether an empty text counts as left out where the value may be absent.
    fn empty_is_left_out(&self) -> bool {
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

    fn spelling(text: String) -> String {
        T::spelling(text)
    }

    fn empty_is_left_out() -> bool {
        T::empty_is_left_out()
    }
}
