//! `allOf` merged into one schema.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::json::{At, step};
use super::reader::{MAX_DEPTH, Reader};

/// Keywords that don't change which values are valid.
const ANNOTATIONS: [&str; 10] = [
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "nullable",
];

/// Bounds, their flags, and whether the greater bound is the stricter one.
const BOUNDS: [(&str, &str, bool); 2] =
    [("minimum", "exclusiveMinimum", true), ("maximum", "exclusiveMaximum", false)];

/// A schema without `allOf`.
pub(super) struct Flat {
    pub(super) value: Value,
    /// The pointers of merged properties, by name.
    pub(super) origins: HashMap<String, String>,
    pub(super) nullable: bool,
    /// The schema is another one with annotations: its pointer and value.
    pub(super) alone: Option<(String, Value)>,
}

/// The references that an `allOf` has led to.
#[derive(Default)]
struct Way {
    /// Being followed.
    open: Vec<String>,
    /// Merged.
    done: HashSet<String>,
}

impl Reader<'_> {
    /// The schema without `allOf`, and without a `oneOf` or `anyOf` of one alternative.
    pub(super) fn flatten(&mut self, pointer: &str, value: &Value) -> Option<Flat> {
        let at = At { pointer, value };
        let nullable = at.flag("nullable");
        for key in ["allOf", "oneOf", "anyOf"] {
            let (Some(keys), Some(parts)) = (value.as_object(), value.get(key)) else { continue };
            let single = parts.as_array().is_some_and(|parts| parts.len() == 1);
            let bare = keys.keys().all(|other| {
                other == key
                    || ANNOTATIONS.contains(&other.as_str())
                    || other.starts_with("x-")
                    // `nullable` needs a type beside it, which repeats that of the part.
                    || (other == "type" && single && self.is_of(value, &parts[0]))
            });
            match parts.as_array().map(Vec::as_slice) {
                None | Some([]) => {
                    self.fault(
                        &at.step(key),
                        format!("`{key}` needs at least one schema"),
                        "list the schemas",
                    );
                    return None;
                }
                Some([one]) if bare => {
                    let alone = Some((format!("{}/0", at.step(key)), one.clone()));
                    return Some(Flat { value: Value::Null, origins: HashMap::new(), nullable, alone });
                }
                Some(_) => {}
            }
        }
        let mut origins = HashMap::new();
        let value = if value.get("allOf").is_some() {
            let mut merged = Map::new();
            let mut way = Way::default();
            self.merge_all(pointer, value, &mut merged, &mut origins, &mut way)?;
            Value::Object(merged)
        } else {
            value.clone()
        };
        Some(Flat { value, origins, nullable, alone: None })
    }

    /// Whether the part has the same type as the whole.
    fn is_of(&self, whole: &Value, part: &Value) -> bool {
        crate::node::value::resolve(self.bundle, part).get("type") == whole.get("type")
    }

    fn merge_all(
        &mut self,
        pointer: &str,
        value: &Value,
        merged: &mut Map<String, Value>,
        origins: &mut HashMap<String, String>,
        way: &mut Way,
    ) -> Option<()> {
        if let Some(target) = value.get("$ref") {
            let (target, value) = self.follow(pointer, target)?;
            if way.open.contains(&target) || way.open.len() > MAX_DEPTH {
                self.fault(pointer, "`allOf` leads back to itself", "take the circle apart");
                return None;
            }
            // Merging a schema again adds nothing.
            if way.done.contains(&target) {
                return Some(());
            }
            way.open.push(target.clone());
            self.merge_all(&target, value, merged, origins, way)?;
            way.open.pop();
            way.done.insert(target);
            return Some(());
        }
        for (index, part) in (At { pointer, value }).list("allOf").iter().enumerate() {
            self.merge_all(&format!("{pointer}/allOf/{index}"), part, merged, origins, way)?;
        }
        let Some(keys) = value.as_object() else {
            self.fault(pointer, "a schema must be an object", "write a schema such as `type: object`");
            return None;
        };
        let mut done = vec!["allOf"];
        for (bound, flag, greater) in BOUNDS {
            if merge_bound(keys, merged, bound, flag, greater) {
                done.extend([bound, flag]);
            }
        }
        for (key, value) in keys.iter().filter(|(key, _)| !done.contains(&key.as_str())) {
            self.merge_key(pointer, key, value, merged, origins);
        }
        Some(())
    }

    fn merge_key(
        &mut self,
        pointer: &str,
        key: &str,
        value: &Value,
        merged: &mut Map<String, Value>,
        origins: &mut HashMap<String, String>,
    ) {
        let place = step(pointer, key);
        if key == "properties" {
            let all = merged.entry(key).or_insert_with(|| json!({}));
            let (Some(all), Some(more)) = (all.as_object_mut(), value.as_object()) else { return };
            for (name, schema) in more {
                let here = step(&place, name);
                match all.get_mut(name) {
                    Some(before) if before != schema => *before = json!({"allOf": [before.clone(), schema]}),
                    Some(_) => continue,
                    None => {
                        all.insert(name.clone(), schema.clone());
                    }
                }
                origins.insert(name.clone(), here);
            }
            return;
        }
        let Some(before) = merged.get_mut(key) else {
            merged.insert(key.to_owned(), value.clone());
            return;
        };
        if before == value || ANNOTATIONS.contains(&key) || key.starts_with("x-") {
            *before = value.clone();
            return;
        }
        let tighter = match (key, before.as_f64(), value.as_f64()) {
            ("minLength" | "minItems" | "minProperties", Some(one), Some(other)) => Some(other > one),
            ("maxLength" | "maxItems" | "maxProperties", Some(one), Some(other)) => Some(other < one),
            _ => None,
        };
        match (key, before, value) {
            (_, before, value) if tighter.is_some() => {
                if tighter == Some(true) {
                    *before = value.clone();
                }
            }
            ("required", Value::Array(before), Value::Array(more)) => {
                for name in more {
                    if !before.contains(name) {
                        before.push(name.clone());
                    }
                }
            }
            ("enum", Value::Array(before), Value::Array(more)) => before.retain(|one| more.contains(one)),
            ("uniqueItems", before, Value::Bool(more)) => {
                *before = Value::Bool(*more || *before == Value::Bool(true));
            }
            // An open object and a closed one make a closed one.
            ("additionalProperties", before, value) if matches!(before, Value::Bool(true)) => {
                *before = value.clone()
            }
            ("additionalProperties", _, Value::Bool(true)) => {}
            _ => self.fault(
                &place,
                format!("the parts of `allOf` disagree about `{key}`"),
                "write the schema out as one",
            ),
        }
    }
}

/// Merges a bound together with its flag, which belongs to this bound only; the stricter pair remains. False
/// if one of them is malformed: the reader of the merged schema finds it.
fn merge_bound(
    keys: &Map<String, Value>,
    merged: &mut Map<String, Value>,
    bound: &str,
    flag: &str,
    greater: bool,
) -> bool {
    let exclusive = match keys.get(flag) {
        None => false,
        Some(Value::Bool(exclusive)) => *exclusive,
        Some(_) => return false,
    };
    let Some(value) = keys.get(bound) else { return true };
    let Some(number) = value.as_f64() else { return false };
    let tighter = match merged.get(bound).map(Value::as_f64) {
        None => true,
        Some(None) => false,
        Some(Some(before)) if before == number => exclusive,
        Some(Some(before)) => (number > before) == greater,
    };
    // A malformed flag stays, and is found by the reader.
    if tighter && merged.get(flag).is_none_or(Value::is_boolean) {
        merged.insert(bound.to_owned(), value.clone());
        merged.insert(flag.to_owned(), Value::Bool(exclusive));
    }
    true
}
