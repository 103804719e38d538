//! One parameter, as text.

use std::collections::HashSet;

use serde_json::Value;

use super::{Faults, Location, Rule, json};

/// What a request gives for one parameter, and how it is written.
#[derive(Debug)]
pub struct Given {
    location: Location,
    name: &'static str,
    texts: Vec<String>,
    style: Style,
    unreadable: bool,
}

#[derive(Debug)]
enum Style {
    Once,
    Exploded,
    Joined(char),
    Json,
}

impl Given {
    /// Equal copies count as one: some clients send a header twice, and some a parameter.
    pub(super) fn new(location: Location, name: &'static str, texts: Vec<String>) -> Self {
        let texts = if texts.len() > 1 { distinct(texts) } else { texts };
        Self { location, name, texts, style: Style::Once, unreadable: false }
    }

    pub(super) fn unreadable(mut self, unreadable: bool) -> Self {
        self.unreadable = unreadable;
        self
    }

    /// A list, one pair an item: `a=1&a=2`.
    pub fn exploded(mut self) -> Self {
        self.style = Style::Exploded;
        self
    }

    /// A list in one text, parted by this character. An empty text is an empty list; where it is repeated (as
    /// by clients that explode every list), the lists are put together.
    pub fn joined(mut self, by: char) -> Self {
        self.style = Style::Joined(by);
        self
    }

    /// JSON text.
    pub fn json(mut self) -> Self {
        self.style = Style::Json;
        self
    }

    /// `name=` means the same as absence.
    pub fn empty_is_absent(mut self) -> Self {
        self.texts.retain(|text| !text.is_empty());
        self
    }

    /// It must be there.
    pub fn required<R: Rule>(self, rule: &R, faults: &mut Faults) -> Option<R::Output> {
        let (location, name) = (self.location, self.name);
        self.read(rule, faults)?.or_else(|| {
            // A text that couldn't be decoded has its fault already.
            if !faults.has(location, name) {
                faults.within(location, true, |faults| faults.key(name, |faults| faults.add("is required")));
            }
            None
        })
    }

    /// It may be absent.
    pub fn optional<R: Rule>(self, rule: &R, faults: &mut Faults) -> Option<Option<R::Output>> {
        self.read(rule, faults)
    }

    /// It has this value when it is absent.
    pub fn or<R: Rule>(mut self, default: Value, rule: &R, faults: &mut Faults) -> Option<R::Output> {
        if rule.empty_is_left_out() {
            self = self.empty_is_absent();
        }
        let (location, name) = (self.location, self.name);
        self.read(rule, faults)?.or_else(|| {
            faults.within(location, false, |faults| faults.key(name, |faults| rule.read(default, faults)))
        })
    }

    /// A list that is empty when it is absent.
    pub fn list<T, R: Rule<Output = Vec<T>>>(self, rule: &R, faults: &mut Faults) -> Option<Vec<T>> {
        Some(self.read(rule, faults)?.unwrap_or_default())
    }

    /// None after a fault; `Some(None)` when it is absent.
    fn read<R: Rule>(self, rule: &R, faults: &mut Faults) -> Option<Option<R::Output>> {
        let textual = !matches!(self.style, Style::Json);
        faults.within(self.location, textual, |faults| {
            faults.key(self.name, |faults| {
                if self.unreadable {
                    faults.add("must be text in UTF-8");
                    return None;
                }
                if self.texts.is_empty() {
                    return Some(None);
                }
                let value = self.style.value(self.texts, rule, faults)?;
                rule.read(value, faults).map(Some)
            })
        })
    }
}

/// Each text once, in order.
fn distinct(texts: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::with_capacity(texts.len());
    texts.into_iter().filter(|text| seen.insert(text.clone())).collect()
}

impl Style {
    fn value<R: Rule>(self, mut texts: Vec<String>, rule: &R, faults: &mut Faults) -> Option<Value> {
        let list =
            |texts: Vec<String>| rule.lift(Value::Array(texts.into_iter().map(Value::String).collect()));
        match self {
            Style::Exploded => Some(list(texts)),
            Style::Joined(by) => {
                let parts = texts.iter().filter(|text| !text.is_empty()).flat_map(|text| text.split(by));
                Some(list(parts.map(|part| part.trim().to_owned()).collect()))
            }
            Style::Once | Style::Json if texts.len() > 1 => {
                faults.add("must be given once");
                None
            }
            Style::Once => texts.pop().map(|text| rule.lift(Value::String(text))),
            Style::Json => {
                let text = texts.pop()?;
                let before = faults.count();
                match json::parse(text.as_bytes(), faults) {
                    Ok(value) => (faults.count() == before).then_some(value),
                    Err(_) => {
                        faults.add("must be JSON text, percent-encoded");
                        None
                    }
                }
            }
        }
    }
}
