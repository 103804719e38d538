//! Objects with named properties: each is taken out once, in any presence; what is left over is ignored.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::map::count_holds;
use super::{Faults, Rule};
use crate::field::Field;

/// An object whose properties are being read.
#[derive(Debug)]
pub struct Object(Map<String, Value>);

impl Object {
    /// The object, or none after a fault when the value is none.
    pub fn open(value: Value, faults: &mut Faults) -> Option<Self> {
        let Value::Object(all) = value else {
            faults.mismatch("an object", &value);
            return None;
        };
        faults.spend(all.len());
        Some(Self(all))
    }

    /// Checks how many properties were sent, unknown ones included.
    pub fn count(&self, at_least: Option<usize>, at_most: Option<usize>, faults: &mut Faults) {
        count_holds(self.0.len(), at_least, at_most, faults);
    }

    /// A property that must be there and isn't null.
    pub fn required<R: Rule>(
        &mut self,
        name: &'static str,
        rule: &R,
        faults: &mut Faults,
    ) -> Option<R::Output> {
        match self.take(name, rule, faults) {
            Some(value) => faults.key(name, |faults| rule.read(value, faults)),
            None => {
                self.missing(name, "is required", faults);
                None
            }
        }
    }

    /// A property that must be there but may be null.
    pub fn nullable<R: Rule>(
        &mut self,
        name: &'static str,
        rule: &R,
        faults: &mut Faults,
    ) -> Option<Option<R::Output>> {
        match self.take(name, rule, faults) {
            Some(Value::Null) => Some(None),
            Some(value) => faults.key(name, |faults| rule.read(value, faults)).map(Some),
            None => {
                self.missing(name, "is required; it may be null", faults);
                None
            }
        }
    }

    /// A property that may be absent but not null.
    pub fn optional<R: Rule>(
        &mut self,
        name: &'static str,
        rule: &R,
        faults: &mut Faults,
    ) -> Option<Option<R::Output>> {
        match self.take_unless_empty(name, rule, faults) {
            Some(value) => faults.key(name, |faults| rule.read(value, faults)).map(Some),
            None => Some(None),
        }
    }

    /// A property that may be absent or null.
    pub fn either<R: Rule>(
        &mut self,
        name: &'static str,
        rule: &R,
        faults: &mut Faults,
    ) -> Option<Field<R::Output>> {
        match self.take_unless_empty(name, rule, faults) {
            Some(Value::Null) => Some(Field::Null),
            Some(value) => faults.key(name, |faults| rule.read(value, faults)).map(Field::Value),
            None => Some(Field::Absent),
        }
    }

    /// A property that has this value when it is absent.
    pub fn or<R: Rule>(
        &mut self,
        name: &'static str,
        default: Value,
        rule: &R,
        faults: &mut Faults,
    ) -> Option<R::Output> {
        let value = self.take_unless_empty(name, rule, faults).unwrap_or(default);
        faults.key(name, |faults| rule.read(value, faults))
    }

    /// Refuses what is left over and differs from one of these names in letter case only: it would be
    /// ignored, and the one who sent it meant that property. Anything else that is left over is ignored. In
    /// forms it is too (RFC 6749 §3.1).
    pub fn finish(self, known: &[&'static str], faults: &mut Faults) {
        if faults.is_textual() || self.0.is_empty() {
            return;
        }
        faults.spend(self.0.len() * known.len());
        for sent in self.0.keys() {
            if let Some(name) = known.iter().find(|name| name.eq_ignore_ascii_case(sent)) {
                faults.key(*name, |faults| faults.add(misspelt(sent, name)));
            }
        }
    }

    /// Says that a property is missing, or that it is there in another letter case.
    fn missing(&mut self, name: &'static str, words: &str, faults: &mut Faults) {
        faults.spend(self.0.len());
        let sent = self.0.keys().find(|sent| sent.eq_ignore_ascii_case(name)).cloned();
        faults.key(name, |faults| match sent.filter(|_| !faults.is_textual()) {
            Some(sent) => {
                self.0.swap_remove(&sent);
                faults.add(misspelt(&sent, name));
            }
            None => faults.add(words),
        });
    }

    /// All properties that weren't taken out.
    pub fn rest<R: Rule>(self, rule: &R, faults: &mut Faults) -> Option<BTreeMap<String, R::Output>> {
        super::rule::map(ByReference(rule)).read(Value::Object(self.0), faults)
    }

    /// The same for a property that may be absent: an empty text counts as left out where it is no value.
    fn take_unless_empty<R: Rule>(&mut self, name: &str, rule: &R, faults: &Faults) -> Option<Value> {
        let sent = self.take(name, rule, faults);
        sent.filter(|value| !(rule.empty_is_left_out() && value.as_str() == Some("")))
    }

    fn take<R: Rule>(&mut self, name: &str, rule: &R, faults: &Faults) -> Option<Value> {
        // Swapping the last property into the gap is what keeps this cheap; their order means nothing.
        let value = self.0.swap_remove(name)?;
        Some(if faults.is_textual() { rule.lift(value) } else { value })
    }
}

/// Both names are the specification's but for the letter case, so that nothing secret is told.
fn misspelt(sent: &str, name: &str) -> String {
    format!("is sent as `{sent}`, which is unknown: write `{name}`")
}

struct ByReference<'a, R>(&'a R);

impl<R: Rule> Rule for ByReference<'_, R> {
    type Output = R::Output;

    fn read(&self, value: Value, faults: &mut Faults) -> Option<R::Output> {
        self.0.read(value, faults)
    }

    fn lift(&self, value: Value) -> Value {
        self.0.lift(value)
    }
}
