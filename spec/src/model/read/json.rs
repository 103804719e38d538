//! Places in the bundle.

use serde_json::{Map, Value};

/// A place in the bundle and the value there.
#[derive(Clone, Copy)]
pub(super) struct At<'p, 'a> {
    /// JSON pointer (RFC 6901).
    pub(super) pointer: &'p str,
    /// The value there.
    pub(super) value: &'a Value,
}

/// The pointer of a key below `pointer`.
pub(super) fn step(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

impl<'a> At<'_, 'a> {
    /// The value under a key.
    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.value.get(key)
    }

    /// The text under a key, or nothing.
    pub(super) fn text(&self, key: &str) -> &'a str {
        self.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether the key has the value `true`.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The object under a key.
    pub(super) fn map(&self, key: &str) -> Option<&'a Map<String, Value>> {
        self.get(key).and_then(Value::as_object)
    }

    /// The list under a key, or an empty one.
    pub(super) fn list(&self, key: &str) -> &'a [Value] {
        self.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The pointer of a key.
    pub(super) fn step(&self, key: &str) -> String {
        step(self.pointer, key)
    }
}
