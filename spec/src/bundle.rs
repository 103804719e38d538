//! The whole specification in one JSON value.

use serde_json::Value;

use crate::load::Document;

/// The one-file specification: keys in the order of the source, files in sorted order, references `#/components/…`.
/// The same sources give the same value, byte for byte.
pub fn bundle(document: &Document) -> Value {
    document.root().to_json()
}

/// A bundle as it is kept in `spec/openapi.json`: indented by two, with a final newline.
pub fn to_text(bundle: &Value) -> String {
    let mut text = serde_json::to_string_pretty(bundle).expect("a JSON value has text keys only");
    text.push('\n');
    text
}
