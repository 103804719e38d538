//! Before and after.

use serde_json::{Map, Value, json};

/// Fields that differ. Secrets are named without their values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Diff(Map<String, Value>);

impl Diff {
    /// A field, if it changed.
    #[must_use]
    pub(crate) fn field(mut self, name: &str, old: impl Into<Value>, new: impl Into<Value>) -> Self {
        let (old, new) = (old.into(), new.into());
        if old != new {
            self.0.insert(name.into(), json!({"old": old, "new": new, "secret": false}));
        }
        self
    }

    /// The fields of both.
    #[must_use]
    pub(crate) fn with(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether nothing differs.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A secret that was set or changed.
    #[must_use]
    pub(crate) fn secret(mut self, name: &str) -> Self {
        self.0.insert(name.into(), json!({"old": "", "new": "", "secret": true}));
        self
    }

    /// As it is stored.
    pub(crate) fn into_json(self) -> Value {
        Value::Object(self.0)
    }
}
