//! The whole specification in one JSON value.

use serde_json::{Map, Value, json};

use crate::lint::{Addition, additions};
use crate::load::Document;

/// The one-file specification: keys in the order of the source, files in sorted order, references
/// `#/components/…`. Answers that follow from an operation's declarations are added to those that it writes.
/// The same sources give the same value, byte for byte.
pub fn bundle(document: &Document) -> Value {
    let mut bundle = document.root().to_json();
    for Addition { operation, status, component } in additions(&bundle) {
        let answers = bundle.pointer_mut(&format!("{operation}/responses")).and_then(Value::as_object_mut);
        let Some(answers) = answers else { continue };
        insert(answers, status, json!({"$ref": format!("#/components/responses/{component}")}));
    }
    bundle
}

/// Puts an answer in front of the first one with a higher status; `default` is the last.
fn insert(answers: &mut Map<String, Value>, status: String, answer: Value) {
    let before = |known: &String| status != "default" && *known > status;
    let place = answers.keys().position(before).unwrap_or(answers.len());
    answers.shift_insert(place, status, answer);
}

/// A bundle as it is kept in `spec/openapi.json`: indented by two, with a final newline.
pub fn to_text(bundle: &Value) -> String {
    let mut text = serde_json::to_string_pretty(bundle).expect("a JSON value has text keys only");
    text.push('\n');
    text
}
