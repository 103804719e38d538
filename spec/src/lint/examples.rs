//! The rule on examples, defaults and enumerated values: they are values of their schemas.

use serde_json::Value;

use super::fields::Object;
use super::report::Report;
use super::scene::{Scene, array, entries};
use super::validate::validate;
use crate::node::pointer;

/// Examples, defaults and enumerated values fit the schema that they stand by.
pub(super) fn examples(scene: &Scene<'_>, report: &mut Report<'_>) {
    for part in &scene.parts {
        let value = part.value;
        match part.object {
            Object::Schema => {
                for key in ["example", "default"] {
                    check(scene, value, value.get(key), &format!("{}/{key}", part.pointer), key, report);
                }
                for (index, item) in array(value, "enum").iter().enumerate() {
                    let at = format!("{}/enum/{index}", part.pointer);
                    check(scene, value, Some(item), &at, "enumerated value", report);
                }
            }
            Object::Media | Object::Parameter | Object::Header => {
                let Some(schema) = value.get("schema") else { continue };
                check(
                    scene,
                    schema,
                    value.get("example"),
                    &format!("{}/example", part.pointer),
                    "example",
                    report,
                );
                for (name, example) in entries(value, "examples") {
                    let at = pointer::join(&format!("{}/examples", part.pointer), name);
                    let example = scene.resolve(example).get("value");
                    check(scene, schema, example, &at, "example", report);
                }
            }
            _ => {}
        }
    }
}

fn check(
    scene: &Scene<'_>,
    schema: &Value,
    value: Option<&Value>,
    at: &str,
    what: &str,
    report: &mut Report<'_>,
) {
    let Some(value) = value else { return };
    for misfit in validate(scene.bundle, schema, value) {
        let problem = format!("the {what} doesn't fit its schema: {}", misfit.problem);
        report.add(format!("{at}{}", misfit.pointer), problem, "correct it, or the schema");
    }
}
