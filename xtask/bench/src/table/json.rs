//! The table for programs.

use serde_json::{Value, json};

use super::Line;

/// One row as JSON: its name, and its lines, each with whether its bar is held.
pub(crate) fn json(name: &str, lines: &[Line]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| {
            let mut value = serde_json::to_value(line).unwrap_or_default();
            if line.bar.is_some() {
                value["held"] = (!line.misses()).into();
            }
            value
        })
        .collect();
    json!({ "row": name, "lines": lines })
}
