//! The rule that everything is described.

use serde_json::Value;

use super::fields::Object;
use super::report::Report;
use super::scene::{Scene, reference, text};

/// Operations, parameters, properties, named schemas, answers, headers and security schemes have
/// descriptions.
pub(super) fn descriptions(scene: &Scene<'_>, report: &mut Report<'_>) {
    for part in &scene.parts {
        if reference(part.value).is_some() || !part.value.is_object() {
            continue;
        }
        let what = match part.object {
            Object::Operation => "the operation",
            Object::Parameter => "the parameter",
            Object::Response => "the answer",
            Object::Header => "the header",
            Object::SecurityScheme => "the security scheme",
            Object::Info => "the specification",
            Object::Schema if is_property(&part.pointer) => "the property",
            Object::Schema if is_named(&part.pointer) => "the schema",
            _ => continue,
        };
        if !has(part.value, "description") {
            report.add(
                &part.pointer,
                format!("{what} has no description"),
                "say what it means, in its own words",
            );
        }
        if part.object == Object::Operation && !has(part.value, "summary") {
            report.add(&part.pointer, "the operation has no summary", "name it in a few words");
        }
    }
}

fn has(value: &Value, key: &str) -> bool {
    text(value, key).is_some_and(|text| !text.trim().is_empty())
}

fn is_named(pointer: &str) -> bool {
    pointer.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'))
}

/// Whether the schema stands under `properties`: `…/properties/name`, where `properties` itself is no
/// property's name.
fn is_property(pointer: &str) -> bool {
    let mut tokens: Vec<&str> = pointer.split('/').collect();
    tokens.pop();
    let run = tokens.iter().rev().take_while(|token| **token == "properties").count();
    run % 2 == 1
}
