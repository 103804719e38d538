//! Identifiers: component schemas of format `uuid`. Their types are as easy to pass on as UUIDs are.

use progenitor_impl::TypePatch;
use serde_json::Value;

use crate::emit::code::Code;

/// What an identifier's type derives beside what typify gives every type.
const DERIVED: [&str; 5] = ["Copy", "Eq", "Hash", "Ord", "PartialOrd"];

/// The names of the identifiers in the copy.
pub(super) fn names(document: &Value) -> Vec<&str> {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let all = schemas.into_iter().flatten();
    all.filter(|(_, schema)| schema["type"] == "string" && schema["format"] == "uuid")
        .map(|(name, _)| name.as_str())
        .collect()
}

/// What is added to such a type.
pub(super) fn patch() -> TypePatch {
    let mut patch = TypePatch::default();
    for name in DERIVED {
        patch.with_derive(name);
    }
    patch
}

/// Lets identifiers stand where an operation takes an id or a name.
pub(super) fn write(code: &mut Code, names: &[&str]) {
    for name in names {
        code.block(format!("impl From<types::{name}> for String"), |code| {
            code.block(format!("fn from(id: types::{name}) -> Self"), |code| {
                code.line("id.to_string()");
            });
        });
        code.blank();
    }
}
