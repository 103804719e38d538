//! Rules on the form of the specification: known keys, the right kinds of values, references in their place.

use serde_json::Value;

use super::fields::{self, Field, Object};
use super::report::Report;
use super::scene::{Scene, reference};
use crate::node::pointer;

/// Every object has only the keys that OpenAPI 3.0.3 gives it, with values of the right kind.
pub(super) fn known_keys(scene: &Scene<'_>, report: &mut Report<'_>) {
    for part in &scene.parts {
        if reference(part.value).is_some() {
            continue;
        }
        let Some(map) = part.value.as_object() else {
            let problem = format!("{} is not a mapping", fields::name(part.object));
            report.add(&part.pointer, problem, "make it a mapping");
            continue;
        };
        let known = fields::of(part.object);
        for (key, value) in map {
            if key.starts_with("x-") {
                continue;
            }
            let at = || pointer::join(&part.pointer, key);
            let Some((_, field)) = known.iter().find(|(name, _)| name == key) else {
                let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
                let problem = format!("`{key}` is no key that {} takes here", fields::name(part.object));
                report.add(at(), problem, format!("use one of {}", names.join(", ")));
                continue;
            };
            if let Some(expected) = mismatch(*field, value) {
                report.add(at(), format!("`{key}` is not {expected}"), format!("write {expected}"));
            }
        }
    }
    if !matches!(scene.bundle.get("openapi").and_then(Value::as_str), Some(version) if version.starts_with("3.0."))
    {
        report.add("/openapi", "the specification is not OpenAPI 3.0", "write `openapi: 3.0.3`");
    }
    for key in ["title", "version"] {
        if scene.bundle.pointer(&format!("/info/{key}")).is_none() {
            report.add("/info", format!("`info` has no {key}"), format!("add `{key}`"));
        }
    }
}

/// What a value should be and isn't.
fn mismatch(field: Field, value: &Value) -> Option<&'static str> {
    let (fits, expected) = match field {
        Field::Text => (value.is_string(), "text"),
        Field::Bool => (value.is_boolean(), "true or false"),
        Field::Number => (value.is_number(), "a number"),
        Field::Count => (value.is_u64(), "an integer from 0"),
        Field::TextList => {
            (value.as_array().is_some_and(|list| list.iter().all(Value::is_string)), "a list of texts")
        }
        Field::DataList => (value.as_array().is_some_and(|list| !list.is_empty()), "a list of values"),
        Field::Free | Field::One(_) | Field::Named(_) => (value.is_object(), "a mapping"),
        Field::List(_) => (value.is_array(), "a list"),
        Field::BoolOr(_) => (value.is_object() || value.is_boolean(), "a schema, true or false"),
        Field::Data | Field::Any => (true, ""),
    };
    (!fits).then_some(expected)
}

/// A reference leads to a component of the kind that stands there, and has nothing beside it.
pub(super) fn references(scene: &Scene<'_>, report: &mut Report<'_>) {
    for part in &scene.parts {
        let Some(target) = reference(part.value) else { continue };
        let what = fields::name(part.object);
        match fields::section(part.object) {
            None => report.add(&part.pointer, format!("{what} can't be a reference"), "write it out"),
            Some(section) if !target.starts_with(&format!("#/components/{section}/")) => {
                let problem = format!("the reference leads to `{target}` where {what} is expected");
                report.add(&part.pointer, problem, format!("refer to one of components/{section}"));
            }
            Some(_) => {}
        }
        let beside = part.value.as_object().into_iter().flat_map(|map| map.keys()).find(|key| *key != "$ref");
        if let Some(key) = beside {
            let mend = if part.object == Object::Schema {
                "remove it, or wrap the reference: `allOf: [{$ref: …}]`"
            } else {
                "remove it, or write the object out"
            };
            report.add(
                &part.pointer,
                format!("`{key}` beside a reference means nothing in OpenAPI 3.0"),
                mend,
            );
        }
    }
}
