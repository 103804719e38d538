//! Objects with free keys.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::faults::counted;
use super::{Faults, Rule};

/// An object with free keys, its values and its bounds.
#[derive(Clone, Debug)]
pub struct Keyed<R> {
    values: R,
    at_least: Option<usize>,
    at_most: Option<usize>,
}

/// An object whose values keep this rule.
pub const fn map<R: Rule>(values: R) -> Keyed<R> {
    Keyed { values, at_least: None, at_most: None }
}

impl<R> Keyed<R> {
    /// At least this many properties.
    pub const fn at_least(mut self, properties: usize) -> Self {
        self.at_least = Some(properties);
        self
    }

    /// At most this many properties.
    pub const fn at_most(mut self, properties: usize) -> Self {
        self.at_most = Some(properties);
        self
    }
}

impl<R: Rule> Rule for Keyed<R> {
    type Output = BTreeMap<String, R::Output>;

    fn read(&self, value: Value, faults: &mut Faults) -> Option<Self::Output> {
        let all = match value {
            Value::Object(all) => all,
            // Some languages send a map that was never filled as null.
            Value::Null if self.at_least.is_none_or(|least| least == 0) => Map::new(),
            other => {
                faults.mismatch("an object", &other);
                return None;
            }
        };
        faults.spend(all.len());
        let before = faults.count();
        if !count_holds(all.len(), self.at_least, self.at_most, faults) {
            return None;
        }
        let textual = faults.is_textual();
        let mut read = BTreeMap::new();
        for (key, value) in all {
            let value = if textual { self.values.lift(value) } else { value };
            if let Some(value) = faults.key(key.clone(), |faults| self.values.read(value, faults)) {
                read.insert(key, value);
            }
        }
        (faults.count() == before).then_some(read)
    }
}

/// Whether an object has as many properties as it should.
pub(super) fn count_holds(
    count: usize,
    least: Option<usize>,
    most: Option<usize>,
    faults: &mut Faults,
) -> bool {
    if let Some(least) = least.filter(|least| count < *least) {
        faults
            .add(format!("must have at least {}; it has {count}", counted(least, "property", "properties")));
    } else if let Some(most) = most.filter(|most| count > *most) {
        faults.add(format!("must have at most {}; it has {count}", counted(most, "property", "properties")));
    } else {
        return true;
    }
    false
}
