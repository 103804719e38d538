//! Attributes of a resource, as the provider writes them: unknown and unset ones are absent or null.

use serde_json::{Map, Value};

/// The attributes of a resource, or of a block in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// A text; empty if absent. Numbers and booleans are converted.
    pub(super) fn text(self, name: &str) -> String {
        self.given(name).unwrap_or_default()
    }

    /// A text, if present.
    pub(super) fn given(self, name: &str) -> Option<String> {
        as_text(self.0.get(name)?)
    }

    /// A boolean.
    pub(super) fn flag(self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    /// Whether it is set and true.
    pub(super) fn is(self, name: &str) -> bool {
        self.flag(name).unwrap_or_default()
    }

    /// A number; 0 if absent.
    pub(super) fn long(self, name: &str) -> i64 {
        let number = self.0.get(name);
        // Computed values may have a fraction.
        #[allow(clippy::cast_possible_truncation, reason = "such a cast saturates")]
        let whole = |number: &Value| number.as_i64().or_else(|| number.as_f64().map(|number| number as i64));
        number.and_then(whole).unwrap_or_default()
    }

    /// A number of 32 bits, limited to their range; 0 if absent.
    pub(super) fn number(self, name: &str) -> i32 {
        let long = self.long(name).clamp(i32::MIN.into(), i32::MAX.into());
        i32::try_from(long).unwrap_or_default()
    }

    /// The blocks of a name, in their order.
    pub(super) fn blocks(self, name: &str) -> impl Iterator<Item = Fields<'a>> {
        let list = self.0.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_object).map(Fields)
    }

    /// The first block of a name.
    pub(super) fn block(self, name: &str) -> Option<Fields<'a>> {
        self.blocks(name).next()
    }

    /// The texts of a map.
    pub(super) fn map(self, name: &str) -> impl Iterator<Item = (String, String)> {
        let map = self.0.get(name).and_then(Value::as_object);
        map.into_iter().flatten().filter_map(|(name, value)| Some((name.clone(), as_text(value)?)))
    }
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
