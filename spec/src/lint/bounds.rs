//! The rules on what clients send: every list and every text has a bound, and every pattern has words for
//! people.

use std::collections::HashSet;

use serde_json::Value;

use super::fields::Object;
use super::report::Report;
use super::scene::{Scene, array, entries, reference, text};
use crate::node::pointer;

/// Formats whose values are short by themselves, or are the body itself.
const SHORT: [&str; 7] = ["uuid", "date-time", "date", "ipv4", "ipv6", "binary", "byte"];

/// Every list that a request can hold has `maxItems`, and every text `maxLength`.
pub(super) fn bounds(scene: &Scene<'_>, report: &mut Report<'_>) {
    let mut walk = Walk { scene, report, seen: HashSet::new() };
    for operation in &scene.operations {
        for (at, parameter) in operation.parameters(scene) {
            walk.holder(&at, parameter);
        }
        if let Some(body) = operation.get("requestBody") {
            let at = format!("{}/requestBody", operation.pointer);
            walk.holder(&at, scene.resolve(body));
        }
    }
}

/// Every pattern has `x-pattern-words`: nobody is shown a regular expression.
pub(super) fn pattern_words(scene: &Scene<'_>, report: &mut Report<'_>) {
    for part in scene.all(Object::Schema) {
        let (pattern, words) = (part.value.get("pattern"), part.value.get("x-pattern-words"));
        match (pattern, words) {
            (Some(_), None) => report.add(
                format!("{}/pattern", part.pointer),
                "the pattern has no words",
                "add `x-pattern-words`: what a value must do, as `begin with a letter`",
            ),
            (None, Some(_)) => report.add(
                format!("{}/x-pattern-words", part.pointer),
                "there are words without a pattern",
                "remove them, or add `pattern`",
            ),
            _ => {}
        }
    }
}

/// A way through the schemas of requests, each of them once.
struct Walk<'s, 'a, 'r, 'd> {
    scene: &'s Scene<'a>,
    report: &'r mut Report<'d>,
    seen: HashSet<String>,
}

impl<'a> Walk<'_, 'a, '_, '_> {
    /// A parameter or a body: its schema, and those of its media types.
    fn holder(&mut self, at: &str, holder: &'a Value) {
        if let Some(schema) = holder.get("schema") {
            self.schema(format!("{at}/schema"), schema);
        }
        for (media, content) in entries(holder, "content") {
            let at = pointer::join(&format!("{at}/content"), media);
            if let Some(schema) = content.get("schema") {
                self.schema(format!("{at}/schema"), schema);
            }
        }
    }

    /// One schema and those in it. As deep as the tree, because every reference is followed once.
    fn schema(&mut self, at: String, schema: &'a Value) {
        if let Some(target) = reference(schema) {
            let at = target.trim_start_matches('#').to_owned();
            let found = self.scene.bundle.pointer(&at);
            if let Some(found) = found.filter(|_| self.seen.insert(at.clone())) {
                self.schema(at, found);
            }
            return;
        }
        let lacks = |key: &str| schema.get(key).is_none();
        match text(schema, "type") {
            Some("array") if lacks("maxItems") => {
                self.report.add(&at, "the list has no bound", "add `maxItems`");
            }
            Some("string")
                if lacks("maxLength")
                    && lacks("enum")
                    && lacks("allOf")
                    && !text(schema, "format").is_some_and(|format| SHORT.contains(&format)) =>
            {
                self.report.add(&at, "the text has no bound", "add `maxLength`");
            }
            _ => {}
        }
        for (name, property) in entries(schema, "properties") {
            if property.get("readOnly") != Some(&Value::Bool(true)) {
                self.schema(pointer::join(&format!("{at}/properties"), name), property);
            }
        }
        for key in ["items", "additionalProperties"] {
            if let Some(inner) = schema.get(key).filter(|inner| inner.is_object()) {
                self.schema(format!("{at}/{key}"), inner);
            }
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            for (index, part) in array(schema, key).iter().enumerate() {
                self.schema(format!("{at}/{key}/{index}"), part);
            }
        }
    }
}
