use burgrave_api::decode::{Faults, form_body, json_body, rule, text_body};
use serde_json::Value;

/// A body is read without a fault, or not read with at least one; nothing that PostgreSQL can't store is let
/// through.
pub fn body(bytes: &[u8]) {
    let mut faults = Faults::new();
    if let Ok(read) = json_body(bytes, &rule::any(), &mut faults) {
        assert_eq!(read.is_some(), faults.is_empty());
        assert!(!read.as_ref().is_some_and(holds_nul));
    }
    let mut faults = Faults::new();
    let form = rule::map(rule::list(rule::text().at_most(8)).unique());
    assert_eq!(form_body(bytes, &form, &mut faults).is_some(), faults.is_empty());
    let mut faults = Faults::new();
    assert_eq!(text_body(bytes, &rule::text(), &mut faults).is_some(), faults.is_empty());
    let mut faults = Faults::new();
    let dates = rule::map(rule::list(rule::or_null(rule::date_time())));
    if let Ok(read) = json_body(bytes, &dates, &mut faults) {
        assert_eq!(read.is_some(), faults.is_empty());
    }
}

/// Whether U+0000 stands in a text or a name. What a text says of it, with a backslash, is no such thing.
fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(elements) => elements.iter().any(holds_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
