//! Parameters as progenitor takes them.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::alias::{Aliases, Scope};
use super::fields::native;
use super::lift::Components;
use super::references::resolve;
use super::rust::{pascal, snake};
use super::schemas::normalize;

/// What a set of parameters becomes: the list itself, and the path with the names that it has in the copy.
pub(super) struct Rewritten {
    pub(super) list: Vec<Value>,
    pub(super) path: String,
}

/// Rewrites the parameters of one operation (those of its path item first). Cookies are dropped: the client sends its
/// credential by header.
///
/// # Errors
/// A parameter in a style that the client has no encoding for.
pub(super) fn rewrite(
    document: &Value,
    path: &str,
    operation_id: &str,
    given: &[&Value],
    components: &mut Components,
    aliases: &mut Aliases,
) -> Result<Rewritten, String> {
    let mut scope = Scope::new(snake, &["", "body", "client", "self"]);
    let mut rewritten = Rewritten { list: vec![], path: path.to_owned() };
    for parameter in last_of_each(document, given) {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
        let place = parameter.get("in").and_then(Value::as_str).unwrap_or_default();
        let ruled = ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str());
        if place == "cookie" || (place == "header" && ruled) {
            continue;
        }
        let admitted = scope.admit(name, aliases);
        if place == "path" && admitted != name {
            rewritten.path = rewritten.path.replace(&format!("{{{name}}}"), &format!("{{{admitted}}}"));
        }
        let hint = format!("{operation_id}_{}", snake(&admitted));
        let mut one = Map::new();
        one.insert("schema".into(), schema(document, parameter, place, &hint, components, aliases)?);
        one.insert("name".into(), json!(admitted));
        one.insert("in".into(), json!(place));
        one.insert(
            "required".into(),
            json!(place == "path" || parameter.get("required") == Some(&json!(true))),
        );
        one.extend(parameter.get("description").map(|text| ("description".to_owned(), text.clone())));
        rewritten.list.push(Value::Object(one));
    }
    Ok(rewritten)
}

/// An operation's parameter takes the place of its path item's.
fn last_of_each<'a>(document: &'a Value, given: &[&'a Value]) -> Vec<&'a Value> {
    let mut seen = HashSet::new();
    let mut last: Vec<&Value> = given
        .iter()
        .rev()
        .map(|parameter| resolve(document, parameter))
        .filter(|parameter| seen.insert((parameter["in"].to_string(), parameter["name"].to_string())))
        .collect();
    last.reverse();
    last
}

/// A schema without the `allOf` of one that only adds annotations to it.
fn bare(document: &Value, mut schema: Value) -> Value {
    for _ in 0..16 {
        let whole = resolve(document, &schema);
        let [only] = whole.get("allOf").and_then(Value::as_array).map_or(&[][..], Vec::as_slice) else {
            break;
        };
        if whole.get("properties").is_some() {
            break;
        }
        schema = only.clone();
    }
    schema
}

/// Whether every value of the schema is a scalar, as the server reads it.
fn is_scalar(document: &Value, schema: &Value, depth: usize) -> bool {
    let schema = bare(document, schema.clone());
    let schema = resolve(document, &schema);
    let alternatives =
        ["oneOf", "anyOf"].into_iter().find_map(|key| schema.get(key).and_then(Value::as_array));
    match alternatives {
        Some(all) => depth < 4 && all.iter().all(|one| is_scalar(document, one, depth + 1)),
        None => {
            let kind = schema.get("type").and_then(Value::as_str);
            matches!(kind, Some("string" | "integer" | "number" | "boolean"))
                || (kind.is_none() && schema.get("enum").is_some())
        }
    }
}

fn schema(
    document: &Value,
    parameter: &Value,
    place: &str,
    hint: &str,
    components: &mut Components,
    aliases: &mut Aliases,
) -> Result<Value, String> {
    let by_content =
        parameter.get("content").and_then(Value::as_object).and_then(|types| types.values().next());
    let given =
        by_content.unwrap_or(parameter).get("schema").cloned().unwrap_or_else(|| json!({ "type": "string" }));
    let given = bare(document, given);
    let resolved = resolve(document, &given);
    let kind = resolved.get("type").and_then(Value::as_str);
    let structured = resolved.get("properties").is_some()
        || kind == Some("object")
        || ["allOf", "oneOf", "anyOf"].iter().any(|key| resolved.get(key).is_some());
    if by_content.is_none() && is_scalar(document, &given, 0) && kind.is_none() {
        // One of several scalars travels as its text.
        return Ok(json!({ "type": "string" }));
    }
    let style = parameter.get("style").and_then(Value::as_str);
    let usual = if place == "query" { "form" } else { "simple" };
    if by_content.is_none() && style.is_some_and(|style| style != usual) {
        let name = &parameter["name"];
        return Err(format!("parameter {name}: the client has no encoding for style {}", parameter["style"]));
    }
    // A list as a named schema would become a type of its own, which can't be sent.
    let mut plain = if kind == Some("array") { resolved.clone() } else { given.clone() };
    normalize(&mut plain, aliases);
    if by_content.is_some() || structured {
        let inner = components.simple(hint, plain);
        return Ok(native("burgrave_client", "burgrave_client::JsonText", inner, None));
    }
    if kind == Some("array") {
        let exploded = place == "query" && parameter.get("explode") != Some(&json!(false));
        let items = plain.get_mut("items").map(Value::take).unwrap_or_else(|| json!({ "type": "string" }));
        let items = components.simple(&format!("{}Item", pascal(hint)), items);
        return Ok(if exploded {
            json!({ "type": "array", "items": items })
        } else {
            native("burgrave_client", "burgrave_client::CommaSeparated", items, None)
        });
    }
    if let Some(map) = plain.as_object_mut() {
        map.remove("nullable");
    }
    Ok(plain)
}
