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
                faults.key(name, |faults| faults.add("is required"));
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
                faults.key(name, |faults| faults.add("is required; it may be null"));
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
        match self.take(name, rule, faults) {
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
        match self.take(name, rule, faults) {
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
        let value = self.take(name, rule, faults).unwrap_or(default);
        faults.key(name, |faults| rule.read(value, faults))
    }

    /// All properties that weren't taken out.
    pub fn rest<R: Rule>(self, rule: &R, faults: &mut Faults) -> Option<BTreeMap<String, R::Output>> {
        super::rule::map(ByReference(rule)).read(Value::Object(self.0), faults)
    }

    fn take<R: Rule>(&mut self, name: &str, rule: &R, faults: &Faults) -> Option<Value> {
        // Swapping the last property into the gap is what keeps this cheap; their order means nothing.
        let value = self.0.swap_remove(name)?;
        Some(if faults.is_textual() { rule.lift(value) } else { value })
    }
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
