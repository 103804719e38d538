//! Lists.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::faults::counted;
use super::{Faults, Rule};

/// A list, its items and its bounds.
#[derive(Clone, Debug)]
pub struct List<R> {
    items: R,
    at_least: Option<usize>,
    at_most: Option<usize>,
    unique: bool,
}

/// A list whose items keep this rule.
pub const fn list<R: Rule>(items: R) -> List<R> {
    List { items, at_least: None, at_most: None, unique: false }
}

impl<R> List<R> {
    /// At least this many items.
    pub const fn at_least(mut self, items: usize) -> Self {
        self.at_least = Some(items);
        self
    }

    /// At most this many items.
    pub const fn at_most(mut self, items: usize) -> Self {
        self.at_most = Some(items);
        self
    }

    /// No two items are the same JSON; UUIDs are the same in any spelling.
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }
}

impl<R: Rule> Rule for List<R> {
    type Output = Vec<R::Output>;

    fn read(&self, value: Value, faults: &mut Faults) -> Option<Self::Output> {
        let items = match value {
            Value::Array(items) => items,
            // Some languages send a list that was never filled as null.
            Value::Null if self.at_least.is_none_or(|least| least == 0) => vec![],
            other => {
                faults.mismatch("a list", &other);
                return None;
            }
        };
        let before = faults.count();
        let count = items.len();
        faults.spend(count);
        if let Some(least) = self.at_least.filter(|least| count < *least) {
            faults.add(format!("must hold at least {}; it has {count}", counted(least, "item", "items")));
        }
        if let Some(most) = self.at_most.filter(|most| count > *most) {
            faults.add(format!("must hold at most {}; it has {count}", counted(most, "item", "items")));
            // Its items aren't looked at: their number has no bound.
            return None;
        }
        if self.unique {
            refuse_repeated(&items, &self.items, faults);
        }
        let mut read = Vec::with_capacity(count);
        for (index, item) in items.into_iter().enumerate() {
            read.extend(faults.index(index, |faults| self.items.read(item, faults)));
        }
        (faults.count() == before).then_some(read)
    }

    fn lift(&self, value: Value) -> Value {
        match value {
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.items.lift(item)).collect())
            }
            one => Value::Array(vec![self.items.lift(one)]),
        }
    }
}

fn refuse_repeated<R: Rule>(items: &[Value], rule: &R, faults: &mut Faults) {
    let mut seen = HashMap::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let text = match item {
            Value::String(text) => Value::String(rule.spelling(text.clone())).to_string(),
            other => {
                let mut text = String::new();
                canonical(other, &mut text);
                text
            }
        };
        faults.spend(text.len());
        if let Some(first) = seen.insert(text, index) {
            faults.index(index, |faults| {
                faults.add(format!("must differ from all others; item {first} is the same"))
            });
        }
    }
}

/// Writes the same text for what JSON Schema calls equal: the order of keys and the way of writing a number
/// don't count.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(all) => {
            let mut pairs: Vec<_> = all.iter().collect();
            pairs.sort_by_key(|(key, _)| key.as_str());
            out.push('{');
            for (key, value) in pairs {
                let _ = write!(out, "{key:?}:");
                canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Number(number) => {
            let _ = match (number.as_i64(), number.as_f64()) {
                (None, Some(float)) if float.fract() == 0.0 && float.abs() < 9e15 => {
                    write!(out, "{}", float as i64)
                }
                _ => write!(out, "{number}"),
            };
        }
        other => {
            let _ = write!(out, "{other}");
        }
    }
}
