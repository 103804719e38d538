//! Values, as expressions have them.

use hcl::Value;

/// Members of a list that an expression may name at most.
pub(super) const MOST_MEMBERS: usize = 256;

/// A value as a text: JSON where it is a list or a map; empty where it is null.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => serde_json::to_string(value).unwrap_or_default(),
    }
}
