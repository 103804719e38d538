//! A property that may be absent, null, or have a value.

use serde::{Serialize, Serializer};

/// The three states of a property that is optional and nullable: a change leaves alone what is absent and
/// clears what is null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Field<T> {
    /// It wasn't sent.
    #[default]
    Absent,
    /// `null` was sent.
    Null,
    /// A value was sent.
    Value(T),
}

impl<T> Field<T> {
    /// Whether it wasn't sent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Field::Absent)
    }

    /// The value, where one was sent.
    pub fn value(self) -> Option<T> {
        match self {
            Field::Value(value) => Some(value),
            Field::Absent | Field::Null => None,
        }
    }

    /// A look at the value, where one was sent.
    pub fn as_value(&self) -> Option<&T> {
        self.as_ref().value()
    }

    /// The same with a look at the value.
    pub fn as_ref(&self) -> Field<&T> {
        match self {
            Field::Absent => Field::Absent,
            Field::Null => Field::Null,
            Field::Value(value) => Field::Value(value),
        }
    }

    /// The same with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Field::Absent => Field::Absent,
            Field::Null => Field::Null,
            Field::Value(value) => Field::Value(change(value)),
        }
    }

    /// What a change asks for: `None` leaves alone, `Some(None)` clears, `Some(Some(value))` sets.
    pub fn change(self) -> Option<Option<T>> {
        match self {
            Field::Absent => None,
            Field::Null => Some(None),
            Field::Value(value) => Some(Some(value)),
        }
    }
}

impl<T> From<Option<T>> for Field<T> {
    /// A value, or null.
    fn from(value: Option<T>) -> Self {
        value.map_or(Field::Null, Field::Value)
    }
}

/// Null for absent too: a struct leaves absent ones out by `skip_serializing_if`.
impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_value().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_states_ask_for_three_changes() {
        assert_eq!(Field::<u8>::Absent.change(), None);
        assert_eq!(Field::<u8>::Null.change(), Some(None));
        assert_eq!(Field::Value(1).change(), Some(Some(1)));
        assert_eq!(Field::from(None::<u8>), Field::Null);
        assert_eq!(Field::Value(1).map(|one| one + 1).value(), Some(2));
        assert!(Field::<u8>::default().is_absent());
    }
}
