//! JSON text.

use serde_json::Value;

use super::Faults;

/// How deep lists and objects may nest: what the parser's recursion limit lets pass.
pub const MAX_DEPTH: usize = 127;

/// Parses one JSON value (RFC 8259). Of duplicate keys the last one counts. U+0000 in texts and keys becomes
/// a fault at its place: PostgreSQL can't store it.
///
/// # Errors
/// The parser's words for text that isn't exactly one JSON value in UTF-8.
pub fn parse(bytes: &[u8], faults: &mut Faults) -> Result<Value, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| format!("The body is not UTF-8: byte {} is wrong.", error.valid_up_to()))?;
    if text.trim_ascii().is_empty() {
        return Err("The body is empty.".to_owned());
    }
    faults.spend(bytes.len());
    let value: Value = serde_json::from_str(text).map_err(|error| format!("{error}."))?;
    // JSON can only write it as an escape, so that a search of the text spares the walk.
    if text.contains("\\u0000") {
        refuse_nul(&value, faults);
    }
    Ok(value)
}

/// Adds a fault for each text or key with U+0000 in it.
pub(super) fn refuse_nul(value: &Value, faults: &mut Faults) {
    faults.spend(1);
    match value {
        Value::String(text) if text.contains('\0') => faults.add("must not contain the character U+0000"),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                faults.index(index, |faults| refuse_nul(item, faults));
            }
        }
        Value::Object(all) => {
            for (key, value) in all {
                if key.contains('\0') {
                    faults.add("must not have a property whose name contains the character U+0000");
                } else {
                    faults.key(key.clone(), |faults| refuse_nul(value, faults));
                }
            }
        }
        _ => {}
    }
}
