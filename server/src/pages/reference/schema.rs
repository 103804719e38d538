//! Types and fields, for people.

use burgrave_core::notifications::as_html;
use serde_json::Value;

use crate::specification::DOCUMENT;

/// The name of a type.
pub(super) struct TypeText {
    /// Before its name: `list of`.
    pub(super) before: &'static str,
    /// The name.
    pub(super) name: String,
    /// Whether the page describes an object of this name.
    pub(super) is_object: bool,
}

/// A parameter, or a field of an object.
pub(super) struct Field {
    pub(super) name: &'static str,
    /// Where a parameter stands; empty for a field.
    pub(super) place: &'static str,
    pub(super) required: bool,
    pub(super) of: TypeText,
    /// As HTML.
    pub(super) description: String,
    /// The values that there are; empty where that isn't bounded.
    pub(super) values: String,
}

impl Field {
    /// A parameter.
    pub(super) fn of_parameter(of: &'static Value) -> Self {
        let required = of["required"] == true;
        Self { place: text(of, "in"), ..Self::new(text(of, "name"), of, &of["schema"], required) }
    }

    /// A field of an object.
    pub(super) fn of_property(name: &'static str, of: &'static Value, required: bool) -> Self {
        Self::new(name, of, of, required)
    }

    fn new(name: &'static str, of: &'static Value, schema: &'static Value, required: bool) -> Self {
        let allowed = resolve(schema)["enum"].as_array().into_iter().flatten();
        let values: Vec<_> = allowed.map(ToString::to_string).collect();
        Self {
            name,
            place: "",
            required,
            of: type_of(schema),
            description: described(of),
            values: values.join(", "),
        }
    }
}

/// The name of a schema's type.
pub(super) fn type_of(schema: &'static Value) -> TypeText {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default().to_owned();
        return TypeText { before: "", name, is_object: true };
    }
    if let Some(part) = schema["allOf"].as_array().and_then(|parts| parts.first()) {
        return type_of(part);
    }
    match schema["type"].as_str() {
        Some("array") => {
            let of = type_of(&schema["items"]);
            let before = if of.before.is_empty() { "list of" } else { "list of lists of" };
            TypeText { before, ..of }
        }
        Some("object") if schema["additionalProperties"].is_object() => {
            let of = type_of(&schema["additionalProperties"]);
            TypeText { before: "map to", ..of }
        }
        Some(name) => {
            let format = schema["format"].as_str();
            let name = format.map_or_else(|| name.to_owned(), |format| format!("{name} ({format})"));
            TypeText { before: "", name, is_object: false }
        }
        None => TypeText { before: "", name: "anything".into(), is_object: false },
    }
}

/// The description, as HTML; a reference has that of what it refers to.
pub(super) fn described(of: &'static Value) -> String {
    let part = of["allOf"].as_array().and_then(|parts| parts.first());
    let own = of["description"].as_str();
    let text = own.or_else(|| part.or(Some(of)).map(resolve)?["description"].as_str());
    as_html(text.unwrap_or_default())
}

/// The example of a schema.
pub(super) fn example(schema: &'static Value) -> Option<&'static Value> {
    resolve(schema).get("example")
}

/// A part of the specification, or what it refers to.
pub(super) fn resolve(of: &'static Value) -> &'static Value {
    let Some(path) = of["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/")) else {
        return of;
    };
    let mut steps = path.split('/');
    let first = steps.next().and_then(|step| DOCUMENT.get(step));
    steps.try_fold(first.unwrap_or(of), |at, step| at.get(step)).map_or(of, resolve)
}

/// A text of the specification; empty where there is none.
pub(super) fn text(of: &'static Value, key: &str) -> &'static str {
    of[key].as_str().unwrap_or_default()
}
