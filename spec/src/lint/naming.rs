//! Rules on operationIds and tags: the names of methods and traits.

use std::collections::HashMap;

use serde_json::Value;

use super::report::Report;
use super::scene::{Scene, array, text};
use crate::node::pointer;

/// Every operation has an operationId in lowerCamel that no other has.
pub(super) fn operation_ids(scene: &Scene<'_>, report: &mut Report<'_>) {
    let mut seen: HashMap<String, String> = HashMap::new();
    for operation in &scene.operations {
        let Some(id) = text(operation.value, "operationId") else {
            report.add(&operation.pointer, "the operation has no operationId", "add one, as `updateGroup`");
            continue;
        };
        let at = format!("{}/operationId", operation.pointer);
        let is_lower_camel =
            id.starts_with(|c: char| c.is_ascii_lowercase()) && id.chars().all(|c| c.is_ascii_alphanumeric());
        if !is_lower_camel {
            report.add(&at, format!("the operationId `{id}` is not lowerCamel"), "write it as `updateGroup`");
        }
        let method = operation.method.to_uppercase();
        // Names that differ in letter case only would become one method.
        let here = format!("{method} {}", operation.path);
        if let Some(first) = seen.get(&id.to_lowercase()) {
            report.add(
                &at,
                format!("the operationId `{id}` is that of {first} too"),
                "give it a name of its own",
            );
        } else {
            seen.insert(id.to_lowercase(), here);
        }
    }
}

/// Names that generated clients have for types of their own.
const TAKEN: [&str; 1] = ["Response"];

/// No schema is called like a type that clients of others have already: their generators don't tell the two
/// apart.
pub(super) fn schemas(scene: &Scene<'_>, report: &mut Report<'_>) {
    let schemas = scene.bundle.pointer("/components/schemas").and_then(Value::as_object);
    for name in schemas.into_iter().flat_map(|all| all.keys()).filter(|name| TAKEN.contains(&name.as_str())) {
        let at = pointer::join("/components/schemas", name);
        let mend = format!("choose another name, as `Api{name}`");
        report.add(at, format!("generated clients have a type `{name}` of their own"), mend);
    }
}

/// Every operation has one tag, which the root declares with a description.
pub(super) fn tags(scene: &Scene<'_>, report: &mut Report<'_>) {
    let declared: Vec<&str> =
        array(scene.bundle, "tags").iter().filter_map(|tag| text(tag, "name")).collect();
    for (index, tag) in array(scene.bundle, "tags").iter().enumerate() {
        let at = format!("/tags/{index}");
        match text(tag, "name") {
            None => report.add(&at, "the tag has no name", "add `name`"),
            Some(name) if declared.iter().take(index).any(|other| *other == name) => {
                report.add(&at, format!("the tag `{name}` is declared twice"), "remove one");
            }
            Some(_) => {}
        }
        if text(tag, "description").is_none_or(|text| text.trim().is_empty()) {
            report.add(&at, "the tag has no description", "say what its operations are about");
        }
    }
    for operation in &scene.operations {
        let tags = array(operation.value, "tags");
        let [tag] = tags else {
            let problem = format!("the operation has {} tags where one is expected", tags.len());
            report.add(&operation.pointer, problem, "name the one tag that it belongs to");
            continue;
        };
        if let Some(tag) = tag.as_str()
            && !declared.contains(&tag)
        {
            let mend = "declare it in the root's `tags`, or use one of those";
            report.add(
                format!("{}/tags/0", operation.pointer),
                format!("the tag `{tag}` is not declared"),
                mend,
            );
        }
    }
}
