//! Functions of maps.

use hcl::eval::FuncArgs;
use hcl::{Map, Value};

use super::Named;
use super::arguments::{exactly, from_list, list, map, some, text};

pub(super) const ALL: [Named; 6] = [
    ("keys", |all| {
        let mut keys: Vec<_> = map(&exactly::<1>(&all)?[0])?.keys().cloned().collect();
        keys.sort();
        from_list(keys.into_iter().map(Value::from).collect())
    }),
    ("lookup", lookup),
    ("merge", |all| {
        let mut merged = Map::new();
        for one in all.iter().filter(|one| !matches!(one, Value::Null)) {
            merged.extend(map(one)?.clone());
        }
        Ok(Value::Object(merged))
    }),
    ("tomap", |all| Ok(Value::Object(map(&exactly::<1>(&all)?[0])?.clone()))),
    ("values", |all| {
        let map = map(&exactly::<1>(&all)?[0])?;
        let mut entries: Vec<_> = map.iter().collect();
        entries.sort_by_key(|(key, _)| *key);
        from_list(entries.into_iter().map(|(_, value)| value.clone()).collect())
    }),
    ("zipmap", |all| {
        let [keys, values] = exactly::<2>(&all)?;
        let (keys, values) = (list(keys)?, list(values)?);
        if keys.len() != values.len() {
            return Err("it takes two lists of the same length".into());
        }
        let pair = |(key, value): (&Value, &Value)| Ok((text(key)?, value.clone()));
        Ok(Value::Object(keys.iter().zip(values).map(pair).collect::<Result<Map<_, _>, String>>()?))
    }),
];

fn lookup(all: FuncArgs) -> Result<Value, String> {
    let [entries, key, default @ ..] = some(&all)? else {
        return Err("it takes at least two arguments".into());
    };
    let key = text(key)?;
    let found = map(entries)?.get(&key).or(default.first());
    found.cloned().ok_or_else(|| format!("the map doesn't have {key:?}"))
}
