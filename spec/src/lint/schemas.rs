//! Rules on schemas: constraints that fit, patterns that compile, required names that exist.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::fields::Object;
use super::report::Report;
use super::scene::{Part, Scene, array, entries, text};

const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];

/// Keywords and the types that they say something about.
const KEYWORDS: [(&str, &[&str]); 14] = [
    ("minLength", &["string"]),
    ("maxLength", &["string"]),
    ("pattern", &["string"]),
    ("minimum", &["integer", "number"]),
    ("maximum", &["integer", "number"]),
    ("exclusiveMinimum", &["integer", "number"]),
    ("exclusiveMaximum", &["integer", "number"]),
    ("multipleOf", &["integer", "number"]),
    ("minItems", &["array"]),
    ("maxItems", &["array"]),
    ("uniqueItems", &["array"]),
    ("items", &["array"]),
    ("properties", &["object"]),
    ("additionalProperties", &["object"]),
];

/// Types are known, keywords say something about their schema's type, and lower bounds lie below upper ones.
pub(super) fn constraints(scene: &Scene<'_>, report: &mut Report<'_>) {
    for part in scene.all(Object::Schema) {
        let kind = text(part.value, "type");
        if let Some(kind) = kind {
            if !TYPES.contains(&kind) {
                let at = format!("{}/type", part.pointer);
                report.add(at, format!("`{kind}` is no type"), format!("use one of {}", TYPES.join(", ")));
                continue;
            }
            for (keyword, types) in KEYWORDS {
                if part.value.get(keyword).is_some() && !types.contains(&kind) {
                    let problem = format!("`{keyword}` says nothing about the type `{kind}`");
                    report.add(
                        format!("{}/{keyword}", part.pointer),
                        problem,
                        "remove it, or correct the type",
                    );
                }
            }
            if kind == "array" && part.value.get("items").is_none() {
                report.add(&part.pointer, "the array doesn't say what it holds", "add `items`");
            }
        }
        for (low, high) in [("minLength", "maxLength"), ("minItems", "maxItems"), ("minimum", "maximum")] {
            let number = |key: &str| part.value.get(key).and_then(Value::as_f64);
            if let (Some(least), Some(most)) = (number(low), number(high))
                && least > most
            {
                let problem = format!("`{low}` is above `{high}`: no value fits");
                report.add(&part.pointer, problem, "correct one of them");
            }
        }
        if part.value.get("nullable").is_some() && kind.is_none() {
            let problem = "`nullable` says something about a `type` only, and there is none";
            report.add(format!("{}/nullable", part.pointer), problem, "add the `type` beside it");
        }
        let values = array(part.value, "enum");
        for (index, value) in values.iter().enumerate() {
            if values[..index].contains(value) {
                report.add(
                    format!("{}/enum/{index}", part.pointer),
                    format!("{value} stands twice"),
                    "remove one",
                );
            }
        }
    }
}

/// Patterns compile in the `regex` crate, which checks them when requests come in.
pub(super) fn patterns(scene: &Scene<'_>, report: &mut Report<'_>) {
    let mut seen: HashMap<&str, Option<String>> = HashMap::new();
    for part in scene.all(Object::Schema) {
        let Some(pattern) = text(part.value, "pattern") else { continue };
        let problem = seen.entry(pattern).or_insert_with(|| {
            let error = regex_syntax_error(pattern)?;
            // The last line is the reason; those before it show the pattern.
            Some(error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned())
        });
        if let Some(problem) = problem {
            let mend = "write it in the syntax of the regex crate (no look-around, no back-references)";
            report.add(
                format!("{}/pattern", part.pointer),
                format!("the pattern doesn't compile: {problem}"),
                mend,
            );
        }
    }
}

fn regex_syntax_error(pattern: &str) -> Option<String> {
    regex::Regex::new(pattern).err().map(|error| error.to_string())
}

/// Each name in `required` is a property of the schema, of its `allOf` parts, or of what it is part of.
pub(super) fn required(scene: &Scene<'_>, report: &mut Report<'_>) {
    for part in scene.all(Object::Schema) {
        for (index, name) in array(part.value, "required").iter().enumerate() {
            let Some(name) = name.as_str() else { continue };
            if !known(scene, part, name) {
                let problem = format!("the required property `{name}` is not declared");
                report.add(
                    format!("{}/required/{index}", part.pointer),
                    problem,
                    "declare it, or correct the name",
                );
            }
        }
    }
}

fn known(scene: &Scene<'_>, part: &Part<'_>, name: &str) -> bool {
    let mut part = part;
    loop {
        if declares(scene, part.value, name, &mut HashSet::new()) {
            return true;
        }
        // A part of an `allOf` may require what its siblings declare.
        let around = part.pointer.rsplit_once('/').and_then(|(list, _)| {
            let holder = ["/allOf", "/oneOf", "/anyOf"].iter().find_map(|key| list.strip_suffix(key));
            holder.and_then(|pointer| scene.at(pointer))
        });
        match around {
            Some(around) => part = around,
            None => return false,
        }
    }
}

fn declares<'a>(scene: &Scene<'a>, schema: &'a Value, name: &str, seen: &mut HashSet<*const Value>) -> bool {
    let schema = scene.resolve(schema);
    // Each part is looked at once, however often it is referred to.
    if !seen.insert(std::ptr::from_ref(schema)) {
        return false;
    }
    entries(schema, "properties").any(|(key, _)| key == name)
        || array(schema, "allOf").iter().any(|part| declares(scene, part, name, seen))
}
