//! `$ref`s inside the copy.

use serde_json::Value;

/// Where schemas with a name live.
pub(super) const SCHEMAS: &str = "#/components/schemas/";

/// What `value` stands for: itself, or the end of its chain of references. Bundles hold no dangling or endless chain;
/// should one come, `value` stands for itself.
pub(super) fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let mut here = value;
    for _ in 0..32 {
        let Some(next) = target(here).and_then(|pointer| document.pointer(pointer)) else { return here };
        here = next;
    }
    value
}

fn target(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix('#')
}

/// The component schema that `value` refers to.
pub(super) fn schema_name(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)
}

/// Calls `visit` with every object of a tree that is a reference.
pub(super) fn each_reference(value: &mut Value, visit: &mut impl FnMut(&mut String)) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get_mut("$ref") {
                visit(reference);
            }
            map.values_mut().for_each(|inner| each_reference(inner, visit));
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| each_reference(inner, visit)),
        _ => {}
    }
}
