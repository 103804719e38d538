//! Functions of maps.

use std::collections::BTreeMap;

use super::Named;
use super::arguments::{exactly, list, map, some, text};
use crate::hcl::value::Value;

pub(super) const ALL: [Named; 6] = [
    ("keys", |all| Value::tuple(map(&exactly::<1>(all)?[0])?.keys().cloned().map(Value::Text).collect())),
    ("lookup", lookup),
    ("merge", |all| {
        let mut merged = BTreeMap::new();
        for one in all.iter().filter(|one| !matches!(one, Value::Null)) {
            merged.extend(map(one)?.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        Value::map(merged)
    }),
    ("tomap", |all| Value::map(map(&exactly::<1>(all)?[0])?.clone())),
    ("values", |all| Value::tuple(map(&exactly::<1>(all)?[0])?.values().cloned().collect())),
    ("zipmap", |all| {
        let [keys, values] = exactly::<2>(all)?;
        let (keys, values) = (list(keys)?, list(values)?);
        if keys.len() != values.len() {
            return Err("it takes two lists of the same length".into());
        }
        let pair = |(key, value): (&Value, &Value)| Ok((text(key)?, value.clone()));
        Value::map(keys.iter().zip(values).map(pair).collect::<Result<_, String>>()?)
    }),
];

fn lookup(all: &[Value]) -> Result<Value, String> {
    let [entries, key, default @ ..] = some(all)? else {
        return Err("it takes at least two arguments".into());
    };
    let key = text(key)?;
    let found = map(entries)?.get(&key).or(default.first());
    found.cloned().ok_or_else(|| format!("the map doesn't have {key:?}"))
}
