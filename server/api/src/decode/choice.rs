//! Enums and unions.

use serde_json::Value;

use super::Faults;
use super::faults::Fault;

/// One string out of a list.
pub fn choose_word<T: Copy>(
    value: &Value,
    all: &[T],
    text_of: impl Fn(T) -> &'static str,
    faults: &mut Faults,
) -> Option<T> {
    let found = match value {
        Value::String(text) => all.iter().copied().find(|one| text_of(*one) == text),
        other => {
            faults.mismatch("text", other);
            return None;
        }
    };
    if found.is_none() {
        let words: Vec<String> = all.iter().map(|one| format!("`{}`", text_of(*one))).collect();
        faults.add(match words.as_slice() {
            [one] => format!("must be {one}"),
            many => format!("must be one of {}", many.join(", ")),
        });
    }
    found
}

/// The value of the discriminator, or none after a fault.
pub fn choose_tag(
    value: &Value,
    property: &'static str,
    known: &[&str],
    faults: &mut Faults,
) -> Option<String> {
    let Value::Object(all) = value else {
        faults.mismatch("an object", value);
        return None;
    };
    faults.key(property, |faults| match all.get(property) {
        None => {
            faults.add("is required");
            None
        }
        Some(Value::String(tag)) if known.contains(&tag.as_str()) => Some(tag.clone()),
        Some(Value::String(_)) => {
            let words: Vec<String> = known.iter().map(|tag| format!("`{tag}`")).collect();
            faults.add(format!("must be one of {}", words.join(", ")));
            None
        }
        Some(other) => {
            faults.mismatch("text", other);
            None
        }
    })
}

/// A text that stands for a boolean or a number becomes one.
pub fn lift_scalar(value: Value) -> Value {
    match value.as_str() {
        Some("true") => Value::Bool(true),
        Some("false") => Value::Bool(false),
        _ => super::number::lift(value),
    }
}

/// Alternatives tried in order: the first without a fault is it.
#[derive(Debug)]
pub struct Choice<T> {
    value: Value,
    size: usize,
    found: Option<T>,
    refusals: Vec<Vec<Fault>>,
}

impl<T> Choice<T> {
    /// Nothing tried yet.
    pub fn of(value: Value) -> Self {
        Self { size: parts(&value), value, found: None, refusals: vec![] }
    }

    /// Tries one more alternative, unless one was found.
    pub fn or(mut self, faults: &mut Faults, read: impl FnOnce(Value, &mut Faults) -> Option<T>) -> Self {
        if self.found.is_none() {
            let value = self.value.clone();
            match faults.attempt(self.size, |faults| read(value, faults)) {
                Ok(found) => self.found = Some(found),
                Err(refusal) => self.refusals.push(refusal),
            }
        }
        self
    }

    /// What was found, or none after a fault that says why each alternative was refused.
    pub fn done(self, faults: &mut Faults) -> Option<T> {
        if self.found.is_none() {
            let reasons: Vec<String> = self
                .refusals
                .iter()
                .filter_map(|refusal| refusal.first())
                .map(|fault| format!("`{}` {}", fault.field, fault.detail))
                .collect();
            faults.add(format!(
                "must be one of {} alternatives: {}",
                self.refusals.len(),
                reasons.join("; or ")
            ));
        }
        self.found
    }
}

/// How much work it is to copy a value: its values, names and bytes of text.
fn parts(value: &Value) -> usize {
    1 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(parts).sum(),
        Value::Object(all) => all.iter().map(|(key, value)| key.len() + parts(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}
