//! Bodies.

use serde_json::{Map, Value};

use super::query::pairs;
use super::{Faults, Location, Rule, json};

/// A JSON body; `Ok(None)` after adding at least one fault.
///
/// # Errors
/// The parser's words for a body that isn't exactly one JSON value.
pub fn json_body<R: Rule>(bytes: &[u8], rule: &R, faults: &mut Faults) -> Result<Option<R::Output>, String> {
    faults.within(Location::Body, false, |faults| {
        let before = faults.count();
        let value = json::parse(bytes, faults)?;
        let read = rule.read(value, faults);
        Ok(read.filter(|_| faults.count() == before))
    })
}

/// A form (`application/x-www-form-urlencoded`): a name that is repeated gives a list. None after a fault.
pub fn form_body<R: Rule>(bytes: &[u8], rule: &R, faults: &mut Faults) -> Option<R::Output> {
    faults.within(Location::Body, true, |faults| {
        let before = faults.count();
        let mut all = Map::new();
        for (name, text) in pairs(bytes, faults) {
            match all.get_mut(&name) {
                None => {
                    all.insert(name, Value::String(text));
                }
                Some(Value::Array(items)) => items.push(Value::String(text)),
                Some(one) => *one = Value::Array(vec![one.take(), Value::String(text)]),
            }
        }
        let read = rule.read(Value::Object(all), faults);
        read.filter(|_| faults.count() == before)
    })
}

/// A body that is text. None after a fault.
pub fn text_body<R: Rule>(bytes: &[u8], rule: &R, faults: &mut Faults) -> Option<R::Output> {
    faults.within(Location::Body, false, |faults| match std::str::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => {
            faults.add("must not contain the character U+0000");
            None
        }
        Ok(text) => rule.read(Value::String(text.to_owned()), faults),
        Err(_) => {
            faults.add("must be text in UTF-8");
            None
        }
    })
}
