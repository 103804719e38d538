//! Resources that are replaced, and why.

use std::collections::HashMap;
use std::fmt;

use burgrave_core::provisioning::resources::Replacement;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// The longest part of a value in the log, in characters.
const MOST_VALUE: usize = 200;

/// A resource that is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    address: String,
    paths: Vec<Path>,
}

/// An attribute whose change forces the replacement, with its values, sensitive ones redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Path {
    name: String,
    before: Option<String>,
    after: Option<String>,
}

impl Change {
    /// The replacement, if its reason is known.
    pub(super) fn replacement(&self) -> Option<Replacement> {
        let paths: Vec<_> = self.paths.iter().map(|path| path.name.clone()).collect();
        (!paths.is_empty()).then(|| Replacement { resource: self.address.clone(), paths })
    }
}

/// The lines of the log about all replacements; none without replacements.
pub(crate) fn lines(document: &super::Document) -> Vec<String> {
    if document.changes.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["Resource replacements:".to_owned()];
    for change in &document.changes {
        lines.push(format!("  -/+ {} (replace)", change.address));
        lines.extend(change.paths.iter().map(|path| match (&path.before, &path.after) {
            (None, None) => format!("      ~ {} (forces replacement)", path.name),
            (before, after) => {
                let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "(unavailable)".into());
                format!("      ~ {}: {} -> {} (forces replacement)", path.name, shown(before), shown(after))
            }
        }));
        if change.paths.is_empty() {
            lines.push("      ~ replacement reason unavailable".into());
        }
    }
    lines
}

/// A change, if it is a replacement.
pub(super) struct KeptChange(pub(super) Option<Change>);

impl<'de> Deserialize<'de> for KeptChange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Written {
            address: String,
            r#type: String,
            change: Replaced,
        }
        let Written { address, r#type, change } = Written::deserialize(deserializer)?;
        let own = r#type.starts_with("coder_");
        Ok(Self(change.0.filter(|_| !own).map(|paths| Change { address, paths })))
    }
}

/// The reason of a replacement; `None` for other changes.
#[derive(Default)]
struct Replaced(Option<Vec<Path>>);

impl<'de> Deserialize<'de> for Replaced {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ReplacedVisitor)
    }
}

struct ReplacedVisitor;

impl<'de> Visitor<'de> for ReplacedVisitor {
    type Value = Replaced;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a change")
    }

    /// The program writes the actions first, so that values of other changes are never held in memory.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Replaced, A::Error> {
        let (mut replaced, mut paths) = (false, Vec::<Vec<Value>>::new());
        let mut values = HashMap::<String, Box<RawValue>>::new();
        while let Some(key) = map.next_key::<String>()? {
            match &*key {
                "actions" => {
                    let actions = map.next_value::<Vec<String>>()?;
                    let has = |action: &str| actions.iter().any(|one| one == action);
                    replaced = has("create") && has("delete");
                }
                "replace_paths" => paths = map.next_value::<Option<_>>()?.unwrap_or_default(),
                _ if replaced => drop(values.insert(key, map.next_value()?)),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let of = |name: &str| values.get(name).map(|value| &**value);
        let path = |segments: &Vec<Value>| Path {
            name: segments.iter().map(segment).collect::<Vec<_>>().join("."),
            before: shown(segments, of("before"), of("before_sensitive"), None),
            after: shown(segments, of("after"), of("after_sensitive"), of("after_unknown")),
        };
        Ok(Replaced(replaced.then(|| paths.iter().map(path).collect())))
    }
}

fn segment(segment: &Value) -> String {
    segment.as_str().map_or_else(|| segment.to_string(), str::to_owned)
}

/// The value at a path, redacted if it is sensitive.
fn shown(
    path: &[Value],
    values: Option<&RawValue>,
    sensitive: Option<&RawValue>,
    unknown: Option<&RawValue>,
) -> Option<String> {
    if marked(path, sensitive) {
        return Some("(sensitive value)".into());
    }
    if marked(path, unknown) {
        return Some("(known after apply)".into());
    }
    // Numbers keep their digits, as the program writes them.
    let mut at = values?.to_owned();
    for segment in path {
        at = step(&at, segment)?;
    }
    let text = at.get();
    match text.char_indices().nth(MOST_VALUE) {
        Some((end, _)) => Some(format!("{}…", &text[..end])),
        None => Some(text.to_owned()),
    }
}

/// Whether the value at a path, or one that contains it, is marked as sensitive.
fn marked(path: &[Value], marks: Option<&RawValue>) -> bool {
    let Some(mut at) = marks.map(ToOwned::to_owned) else { return false };
    for segment in path {
        if at.get() == "true" {
            return true;
        }
        match step(&at, segment) {
            Some(inner) => at = inner,
            None => return false,
        }
    }
    // A value with a sensitive part is redacted as a whole.
    at.get().contains("true")
}

fn step(at: &RawValue, segment: &Value) -> Option<Box<RawValue>> {
    match segment {
        Value::String(name) => {
            let mut fields: HashMap<String, Box<RawValue>> = serde_json::from_str(at.get()).ok()?;
            fields.remove(name)
        }
        Value::Number(number) => {
            let items: Vec<Box<RawValue>> = serde_json::from_str(at.get()).ok()?;
            items.into_iter().nth(usize::try_from(number.as_u64()?).ok()?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::*;

    #[test]
    fn the_log_says_what_forces_a_replacement_and_no_secret() {
        let change = |address: &str, kind: &str, change: &str| {
            format!(r#"{{"address":"{address}","type":"{kind}","change":{change}}}"#)
        };
        let changes = [
            change(
                "a.b",
                "a",
                r#"{"actions":["delete","create"],
                "before":{"n":12345678901234567890123,"s":"old","l":[1,2]},
                "after":{"n":5,"s":"new","l":[1,3]},
                "after_unknown":{"u":true},"before_sensitive":{"s":true},"after_sensitive":{"s":true},
                "replace_paths":[["n"],["s"],["l",1],["u"],["gone","x"]]}"#,
            ),
            change(
                "coder_agent.x",
                "coder_agent",
                r#"{"actions":["delete","create"],"replace_paths":[["os"]]}"#,
            ),
            change("c.d", "c", r#"{"actions":["create","delete"],"before":null,"after":null}"#),
            change("e.f", "e", r#"{"actions":["update"],"before":{"big":1},"replace_paths":null}"#),
        ];
        let plan = format!(r#"{{"resource_changes":[{}]}}"#, changes.join(","));
        let document = Document::plan(plan.as_bytes()).expect("a plan");
        insta::assert_snapshot!(lines(&document).join("\n"), @r#"
        Resource replacements:
          -/+ a.b (replace)
              ~ n: 12345678901234567890123 -> 5 (forces replacement)
              ~ s: (sensitive value) -> (sensitive value) (forces replacement)
              ~ l.1: 2 -> 3 (forces replacement)
              ~ u: (unavailable) -> (known after apply) (forces replacement)
              ~ gone.x (forces replacement)
          -/+ c.d (replace)
              ~ replacement reason unavailable
        "#);
        let told: Vec<_> = document.changes.iter().filter_map(Change::replacement).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].paths, ["n", "s", "l.1", "u", "gone.x"]);
    }
}
