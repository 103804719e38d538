//! The bundled specification, read once.

use std::sync::LazyLock;

use serde_json::Value;

use super::Operation;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(burgrave_api::OPENAPI).expect("the build wrote the specification as JSON")
});

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let paths = DOCUMENT["paths"].as_object().expect("a specification has paths");
    let mut operations = Vec::new();
    for (path, item) in paths {
        for method in ["get", "post", "put", "patch", "delete"] {
            if let Some(operation) = item.get(method) {
                operations.push(Operation::read(path, item, method, operation));
            }
        }
    }
    operations
});

/// The whole document.
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// Every operation, in the order of the document.
pub fn operations() -> &'static [Operation] {
    &OPERATIONS
}

/// Follows a reference inside the document, if it is one.
pub fn resolve(value: &'static Value) -> &'static Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let pointer = reference.strip_prefix('#').expect("the bundle refers only to itself");
            resolve(DOCUMENT.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere")))
        }
        None => value,
    }
}
