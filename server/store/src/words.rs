//! Words of the rules as columns: what is stored is the word of the API.

use crate::row::{Cell, Column};
use crate::value::{Kind, Stored, Value};
use burgrave_core::authorization::AccessRole;
use burgrave_core::provisioning::build::{AutomaticUpdates, BuildReason, Transition};
use burgrave_core::provisioning::caps::CapKind;
use burgrave_core::provisioning::job::{
    JobErrorCode, JobType, LogLevel, LogSource, Provisioner, TimingStage,
};
use burgrave_core::provisioning::tags::Tags;

macro_rules! words {
    ($($name:ident),+ $(,)?) => {$(
        impl Stored for $name {
            const KIND: Kind = Kind::Text;
        }

        impl Column for $name {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                if let Cell::Text(word) = cell { word.parse().ok() } else { None }
            }
        }

        impl From<$name> for Value<'_> {
            fn from(value: $name) -> Self {
                Value::from(<&'static str>::from(value))
            }
        }

        impl From<&$name> for Value<'_> {
            fn from(value: &$name) -> Self {
                Value::from(*value)
            }
        }

        impl From<&Option<$name>> for Value<'_> {
            fn from(value: &Option<$name>) -> Self {
                value.map_or(Value::Text(None), Value::from)
            }
        }
    )+};
}

words! {
    AccessRole, AutomaticUpdates, BuildReason, CapKind, JobErrorCode, JobType, LogLevel, LogSource, Provisioner,
    TimingStage, Transition,
}

impl Stored for Tags {
    const KIND: Kind = Kind::Text;
}

impl Column for Tags {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(key) = cell { Self::from_key(key) } else { None }
    }
}

impl From<&Tags> for Value<'_> {
    fn from(tags: &Tags) -> Self {
        Value::from(tags.to_key())
    }
}

/// A list of words is a JSON array.
impl Stored for Vec<Provisioner> {
    const KIND: Kind = Kind::Text;
}

impl Column for Vec<Provisioner> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        Vec::<String>::from_cell(cell)?.iter().map(|word| word.parse().ok()).collect()
    }
}

impl From<&Vec<Provisioner>> for Value<'_> {
    fn from(all: &Vec<Provisioner>) -> Self {
        let words: Vec<&str> = all.iter().map(|one| <&'static str>::from(*one)).collect();
        Value::from(serde_json::Value::from(words).to_string())
    }
}
