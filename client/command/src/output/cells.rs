//! Values in tables.

use serde_json::Value;

use super::columns::{Column, POLISHED};
use crate::table::Operation;

/// Columns at most that a list has which nobody has polished.
const MOST_COLUMNS: usize = 6;

/// Properties that say little in a line.
const DULL: [&str; 8] =
    ["avatar_url", "icon", "icon_url", "description", "_id", "_icon", "_avatar_url", "theme_preference"];

/// The time that stands for none.
const NEVER: &str = "0001-01-01T00:00:00Z";

/// The columns of an operation's list.
pub(super) fn columns(operation: &Operation) -> Vec<Column> {
    if let Some((_, columns)) = POLISHED.iter().find(|(id, _)| *id == operation.id) {
        return columns.to_vec();
    }
    let dull = |name: &str| DULL.iter().any(|end| name.ends_with(end));
    let lively: Vec<_> = operation.columns.iter().filter(|name| !dull(name)).take(MOST_COLUMNS).collect();
    lively.into_iter().map(|name| (*name, *name)).collect()
}

/// The value at the end of a way through objects; without a way, the value itself.
pub(super) fn at<'a>(value: &'a Value, way: &str) -> &'a Value {
    if way.is_empty() {
        return value;
    }
    way.split('.').fold(value, |value, name| value.get(name).unwrap_or(&Value::Null))
}

/// A value in one line, for a program.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(item).collect::<Vec<_>>().join(", "),
        Value::Object(object) if object.values().all(|value| !value.is_object() && !value.is_array()) => {
            object
                .iter()
                .map(|(name, value)| format!("{name}={}", plain(value)))
                .collect::<Vec<_>>()
                .join(" ")
        }
        other => other.to_string(),
    }
}

/// A value in one line of a table: nothing in it steers a terminal.
pub(super) fn shown(value: &Value) -> String {
    let text = plain(value);
    if text == NEVER {
        return String::new();
    }
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// An item of a list: its name, where it has one.
fn item(value: &Value) -> String {
    let name = ["name", "username", "id"].iter().find_map(|name| value.get(name).and_then(Value::as_str));
    name.map_or_else(|| plain(value), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_one_line() {
        let value = json!({"a": {"b": [{"name": "x"}, {"name": "y"}]}, "t": "a\u{1b}[31m\nb", "n": NEVER});
        assert_eq!(shown(at(&value, "a.b")), "x, y");
        assert_eq!(shown(at(&value, "t")), "a [31m b");
        assert_eq!(shown(at(&value, "n")), "");
        assert_eq!(shown(at(&value, "no.where")), "");
        assert_eq!(plain(&json!({"os": "linux", "n": 1})), "os=linux n=1");
        assert_eq!(plain(&json!({"a": [1]})), r#"{"a":[1]}"#);
    }
}
